package dev.descry.run;

import dev.descry.chain.Chain;
import dev.descry.chain.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which function runs which expert.
 *
 * @param functions names of functions by expert ({@code gemini:flash}) or by family, which is the part of an expert's
 *     name before the first {@code :}; the expert's own entry counts first. A family that is not listed has the
 *     function of its own name
 */
public record Routes(Map<String, String> functions) {
    /** Ends every route: writes the transcript and the text beside the image. */
    public static final String ARCHIVE = "archive";

    /** Every family has the function of its own name. */
    public static final Routes BY_FAMILY = new Routes(Map.of());

    public Routes {
        functions = Map.copyOf(functions);
    }

    /** The functions a run of this chain visits, in order: one for each step, then the archive. */
    public List<String> route(Chain chain) {
        return Stream.concat(chain.steps().stream().map(Step::expert).map(this::function), Stream.of(ARCHIVE))
                .toList();
    }

    /** The function that runs this expert. */
    public String function(String expert) {
        String family = expert.contains(":") ? expert.substring(0, expert.indexOf(':')) : expert;
        return Optional.ofNullable(functions.get(expert))
                .or(() -> Optional.ofNullable(functions.get(family)))
                .orElse(family);
    }

    @Override
    public String toString() {
        return new TreeMap<>(functions).toString();
    }
}
