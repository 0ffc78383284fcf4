package dev.descry.chain;

/** Something that happened in a run, in the order it happened. */
public sealed interface StepEvent {
    /** The step's place in the chain, from 0. */
    int step();

    /**
     * The expert began to work; tokens of an earlier attempt are void. A step whose caption was kept from an earlier run
     * does not start, it only finishes.
     *
     * @param attempt from 1
     */
    record Started(int step, String expert, int attempt) implements StepEvent {}

    /**
     * The expert wrote a token.
     *
     * @param id in the expert's vocabulary
     * @param text the characters it completes, as written and not yet cleaned; may be empty
     */
    record TokenWritten(int step, int id, String text) implements StepEvent {}

    /** The step ended. Every step of the chain ends once, skipped ones too. */
    record Finished(StepOutcome outcome) implements StepEvent {
        @Override
        public int step() {
            return outcome.step();
        }
    }
}
