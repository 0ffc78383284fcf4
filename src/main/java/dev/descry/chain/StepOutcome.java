package dev.descry.chain;

import dev.descry.caption.Caption;

/**
 * How a step ended.
 *
 * @param step its place in the chain, from 0
 * @param expert its expert's name
 * @param outcome what came of it
 * @param millis of a caption: the expert's work, also when the caption was kept from an earlier run; else the wall time
 *     of the step with all its attempts
 */
public record StepOutcome(int step, String expert, Outcome outcome, long millis) {
    static StepOutcome captioned(int step, String expert, Caption caption) {
        return new StepOutcome(step, expert, new Outcome.Captioned(caption), caption.millis());
    }
}
