package dev.descry.run;

import dev.descry.chain.Chain;
import dev.descry.chain.Outcome;
import dev.descry.chain.Standing;
import dev.descry.chain.StepOutcome;
import dev.descry.event.CaptionFailed;
import dev.descry.event.Event;
import dev.descry.event.RoutingSlip;
import dev.descry.event.StepRequested;
import dev.descry.expert.ExpertException.Kind;
import java.util.List;

/** What follows from a step: pure rules, the same whether the step was just done, done before or given up. */
final class Onward {
    private Onward() {}

    /** Where the run stands after these results, which begin with the first step. */
    static Standing standing(Chain chain, List<StepResult> results) {
        Standing standing = Standing.START;
        for (StepResult result : results) {
            standing = standing.after(chain, result.outcome());
        }
        return standing;
    }

    /**
     * The event that follows from a step: its judge where the chain has one, who looks at the last description also when
     * the chain ends early.
     *
     * @param before where the run stood before it
     */
    static Event described(StepRequested asked, Chain chain, Standing before, StepOutcome done) {
        if (chain.judging().isEmpty()) {
            return judged(asked, chain, before, done);
        }
        int place = asked.slip().step();
        boolean over = before.after(chain, done).end().isPresent();
        return next(asked, asked.slip().at(over ? Stop.judgeAfter(chain, place) : place + 1));
    }

    /**
     * The event that follows from a step that was judged, or is not to be.
     *
     * @param before where the run stood before it
     */
    static Event judged(StepRequested asked, Chain chain, Standing before, StepOutcome done) {
        if (done.outcome() instanceof Outcome.Failed failed
                && chain.steps().get(done.step()).stopsAt(failed)) {
            return failed(asked, failed);
        }
        boolean over = before.after(chain, done).end().isPresent();
        return next(asked, over ? asked.slip().last() : asked.slip().advance().orElse(asked.slip()));
    }

    private static Event next(StepRequested asked, RoutingSlip slip) {
        return new StepRequested(
                asked.run(), asked.image(), slip, asked.passage().onward());
    }

    static CaptionFailed failed(StepRequested asked, Kind kind, String message) {
        return failed(asked, new Outcome.Failed(kind, message));
    }

    private static CaptionFailed failed(StepRequested asked, Outcome.Failed failure) {
        return new CaptionFailed(
                asked.run(),
                asked.image(),
                asked.slip().step(),
                failure,
                asked.passage().onward());
    }
}
