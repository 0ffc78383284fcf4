package dev.descry.caption;

/** Why an expert stopped writing. */
public enum FinishReason {
    /** It ended its answer. */
    STOP,
    /** It reached the limit of new tokens. */
    LENGTH,
    /** It began to repeat itself and the repetition was cut. */
    REPETITION
}
