package dev.descry.chain;

/** What a failed step means for the rest of its chain. */
public enum OnFailure {
    /** The chain ends; its later steps are skipped and the run counts as failed. */
    STOP,
    /** The next step starts from the description there was before. */
    SKIP
}
