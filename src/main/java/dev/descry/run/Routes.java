package dev.descry.run;

import dev.descry.chain.Chain;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which function runs which expert.
 *
 * @param functions names of functions by expert ({@code gemini:flash}) or by family, which is the part of an expert's
 *     name before the first {@code :}; the expert's own entry counts first. A family that is not listed has the
 *     function of its own name. A judge has the function of its own entry, or {@link #VERIFY}
 */
public record Routes(Map<String, String> functions) {
    /** Ends every route: writes the transcript and the text beside the image. */
    public static final String ARCHIVE = "archive";

    /** Judges descriptions, where a chain is judged. */
    public static final String VERIFY = "verify";

    /** Every family has the function of its own name. */
    public static final Routes BY_FAMILY = new Routes(Map.of());

    public Routes {
        functions = Map.copyOf(functions);
    }

    /** The functions a run of this chain visits, in order: one for each step and judgement, then the archive. */
    public List<String> route(Chain chain) {
        return Stop.of(chain).stream().map(stop -> function(chain, stop)).toList();
    }

    private String function(Chain chain, Stop stop) {
        return switch (stop) {
            case Stop.Describe(int step) -> function(chain.steps().get(step).expert());
            case Stop.Judge judge ->
                functions.getOrDefault(chain.judging().orElseThrow().model(), VERIFY);
            case Stop.End end -> ARCHIVE;
        };
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
