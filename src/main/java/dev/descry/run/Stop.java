package dev.descry.run;

import dev.descry.chain.Chain;
import dev.descry.chain.Judging;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a function is asked for at one place of a run's route. */
sealed interface Stop {
    /**
     * To take a step of the chain.
     *
     * @param step its place in the chain, from 0
     */
    record Describe(int step) implements Stop {}

    /**
     * To judge what was described.
     *
     * @param step the last one that may have been taken before
     */
    record Judge(int step) implements Stop {}

    /** To end the run. */
    record End() implements Stop {}

    /** The stops of a run of this chain: each step, the judge after each or after the last, and the end. */
    static List<Stop> of(Chain chain) {
        Optional<Judging.When> when = chain.judging().map(Judging::when);
        int steps = chain.steps().size();
        List<Stop> stops = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            stops.add(new Describe(step));
            boolean judged = when.equals(Optional.of(Judging.When.EVERY_STEP))
                    || (when.equals(Optional.of(Judging.When.LAST)) && step == steps - 1);
            if (judged) {
                stops.add(new Judge(step));
            }
        }
        stops.add(new End());
        return stops;
    }

    /** The stop at this place, from 0; behind the route lies the end. */
    static Stop at(Chain chain, int place) {
        List<Stop> stops = of(chain);
        return stops.get(Math.min(place, stops.size() - 1));
    }

    /** The place of the judge that comes next after this place of a chain that is judged. */
    static int judgeAfter(Chain chain, int place) {
        List<Stop> stops = of(chain);
        int next = place + 1;
        while (stops.get(next) instanceof Describe) {
            next++;
        }
        return next;
    }
}
