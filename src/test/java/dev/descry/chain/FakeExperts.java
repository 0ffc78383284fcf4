package dev.descry.chain;

import dev.descry.expert.Expert;
import dev.descry.expert.ExpertException;
import java.util.List;

/** A few experts by their names; any other name is a missing model. */
public record FakeExperts(List<Expert> all) implements Experts {
    public static FakeExperts of(Expert... experts) {
        return new FakeExperts(List.of(experts));
    }

    @Override
    public Expert find(String name) {
        return all.stream()
                .filter(expert -> expert.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ExpertException(
                        ExpertException.Kind.MODEL_MISSING, "expert: expected one of those here, found " + name));
    }
}
