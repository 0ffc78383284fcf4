package dev.descry.chain;

import java.util.List;
import java.util.Map;

/**
 * What a run is given beside its image.
 *
 * @param fields values for the holes of prompts other than {@code {description}}, such as {@code tweet}
 * @param steps outcomes of the chain's first steps, taken earlier; the run goes on with the step after them
 * @param until how many of the chain's steps are to be done when the run ends, the earlier ones included
 */
public record Given(Map<String, String> fields, List<StepOutcome> steps, int until) {
    /** A run of the whole chain, with prompts that name no fields. */
    public static final Given NOTHING = fields(Map.of());

    public Given {
        fields = Map.copyOf(fields);
        steps = List.copyOf(steps);
    }

    /** A run of the whole chain. */
    public static Given fields(Map<String, String> fields) {
        return new Given(fields, List.of(), Integer.MAX_VALUE);
    }

    /** The same after steps taken earlier, up to and without the step at this place. */
    public Given after(List<StepOutcome> steps, int until) {
        return new Given(fields, steps, until);
    }
}
