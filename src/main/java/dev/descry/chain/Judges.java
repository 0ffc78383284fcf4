package dev.descry.chain;

import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.verify.Scorer;

/** Scorers by name. Asked by several threads; may take the time to open a model, and gives the same one every time. */
@FunctionalInterface
public interface Judges {
    /** For chains that are never judged. */
    Judges NONE = model -> {
        throw new ExpertException(Kind.MODEL_MISSING, "judge: expected a scorer named %s, found none".formatted(model));
    };

    /**
     * Looks a scorer up.
     *
     * @throws ExpertException {@code MODEL_MISSING} or {@code MODEL_MISMATCH}
     */
    Scorer find(String model);
}
