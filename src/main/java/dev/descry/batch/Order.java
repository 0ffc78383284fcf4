package dev.descry.batch;

import dev.descry.chain.Chain;
import dev.descry.chain.Step;
import java.util.function.Predicate;

/** In which order a batch goes through images and steps. */
public enum Order {
    /** Every image through the whole chain: all experts are open at once. */
    BY_IMAGE,
    /** All images through one step, then all through the next: one model is open at a time. */
    BY_STEP;

    /**
     * By step where the chain has several large models on this machine, as together they may not fit into its memory and each
     * would be cold again and again; else by image.
     *
     * @param large true for the name of an expert on this machine that takes much of its memory
     */
    public static Order of(Chain chain, Predicate<String> large) {
        long models = chain.steps().stream()
                .map(Step::expert)
                .filter(large)
                .distinct()
                .count();
        return models > 1 ? BY_STEP : BY_IMAGE;
    }
}
