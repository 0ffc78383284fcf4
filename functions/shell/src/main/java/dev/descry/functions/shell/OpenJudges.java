package dev.descry.functions.shell;

import dev.descry.chain.Judges;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.experts.clip.ClipModel;
import dev.descry.experts.clip.ClipScorer;
import dev.descry.model.ModelException;
import dev.descry.verify.Scorer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Judges opened when they are first asked for and kept until the end. One that cannot be opened is tried once. */
final class OpenJudges implements Judges, AutoCloseable {
    private final Function<String, ClipModel> opener;
    private final Map<String, ClipModel> open = new LinkedHashMap<>();
    private final Map<String, String> failed = new LinkedHashMap<>();

    OpenJudges(Function<String, ClipModel> opener) {
        this.opener = opener;
    }

    @Override
    public synchronized Scorer find(String model) {
        if (failed.containsKey(model)) {
            throw new ExpertException(Kind.MODEL_MISSING, failed.get(model));
        }
        try {
            return new ClipScorer(open.computeIfAbsent(model, opener));
        } catch (ModelException e) {
            failed.put(model, String.valueOf(e.getMessage()));
            throw new ExpertException(Kind.MODEL_MISSING, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public synchronized void close() {
        open.values().forEach(ClipModel::close);
        open.clear();
    }
}
