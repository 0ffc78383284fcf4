package dev.descry.event;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The functions a run still has to visit.
 *
 * @param step the place in the route of the function asked now, from 0
 * @param next the function asked now; a broker's trigger filters on it
 * @param rest the functions after it, in order; below 1 kB together
 */
public record RoutingSlip(int step, String next, List<String> rest) {
    private static final Pattern FUNCTION = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final int MOST_BYTES = 1000;

    public RoutingSlip {
        rest = List.copyOf(rest);
        if (step < 0) {
            throw new IllegalArgumentException("routing slip: expected a step from 0, found " + step);
        }
        requireFunction(next);
        rest.forEach(RoutingSlip::requireFunction);
        int bytes = String.join(",", rest).getBytes(StandardCharsets.UTF_8).length;
        if (bytes >= MOST_BYTES) {
            throw new IllegalArgumentException("routing slip: expected less than %d bytes, found %d; shorten the chain"
                    .formatted(MOST_BYTES, bytes));
        }
    }

    /** The slip at the start of this route of one function or more. */
    public static RoutingSlip of(List<String> route) {
        if (route.isEmpty()) {
            throw new IllegalArgumentException("routing slip: expected one function or more, found none");
        }
        return new RoutingSlip(0, route.getFirst(), route.subList(1, route.size()));
    }

    /** The slip after the function asked now; empty at the end of the route. */
    public Optional<RoutingSlip> advance() {
        return rest.isEmpty()
                ? Optional.empty()
                : Optional.of(new RoutingSlip(step + 1, rest.getFirst(), rest.subList(1, rest.size())));
    }

    /**
     * The slip at another place of the route.
     *
     * @param place from the one asked now
     * @throws IllegalArgumentException when the route has no such place any more
     */
    public RoutingSlip at(int place) {
        int ahead = place - step;
        if (ahead < 0 || ahead > rest.size()) {
            throw new IllegalArgumentException("routing slip: expected a place from %d to %d, found %d"
                    .formatted(step, step + rest.size(), place));
        }
        return ahead == 0 ? this : new RoutingSlip(place, rest.get(ahead - 1), rest.subList(ahead, rest.size()));
    }

    /** The slip at the last function of the route, for a run that has nothing left to do before it. */
    public RoutingSlip last() {
        return at(step + rest.size());
    }

    private static void requireFunction(String name) {
        if (!FUNCTION.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "routing slip: expected a function's name of lower-case letters, digits and -, found '%s'"
                            .formatted(name));
        }
    }
}
