package dev.descry.run;

import dev.descry.chain.Chain;
import dev.descry.chain.Standing;
import dev.descry.chain.StepOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A step that waits for the judge.
 *
 * @param standing where the run stood before it
 * @param before the results of the steps before it
 * @param result its own, not judged
 */
record Due(Standing standing, List<StepResult> before, StepResult result) {
    /**
     * The step to judge at a stop; empty while it is not done.
     *
     * @param last the step after which the stop lies; with a judge of the last description the run may have ended earlier
     */
    static Optional<Due> find(RunStore runs, RunRecord record, int last) {
        List<StepResult> results = new ArrayList<>(runs.before(record, last));
        if (results.size() == last) {
            runs.result(record.id(), last).ifPresent(results::add);
        }
        if (results.isEmpty()) {
            return Optional.empty();
        }
        StepResult result = results.removeLast();
        Chain chain = record.chain();
        Standing standing = Onward.standing(chain, results);
        return result.outcome().step() == last || standing.endsWith(chain, result.outcome())
                ? Optional.of(new Due(standing, results, result))
                : Optional.empty();
    }

    int step() {
        return result.outcome().step();
    }

    /** Whether the judge has anything to look at. */
    boolean any(Chain chain) {
        return !standing.toJudge(chain, result.outcome()).isEmpty();
    }

    /** The step with its judgement. */
    StepResult judged(StepOutcome outcome) {
        return new StepResult(result.image(), outcome);
    }
}
