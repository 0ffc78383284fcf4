package dev.descry.onnx;

import java.util.Set;

/** The tokens that end an answer: all that a package's generation and model configuration name. */
public record StopTokens(Set<Integer> ids) {
    public StopTokens {
        ids = Set.copyOf(ids);
    }

    boolean contains(int id) {
        return ids.contains(id);
    }
}
