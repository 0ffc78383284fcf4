package dev.descry.event;

import dev.descry.image.ImageRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Events of a run, for tests. */
public final class FakeEvents {
    public static final Instant DEADLINE = Instant.parse("2026-01-02T04:00:00Z");
    public static final ImageRef IMAGE = new ImageRef("fs", "photos", "trip/a.jpg", Optional.of("7"));
    public static final RunId RUN = RunId.of("fs", "photos", "trip/a.jpg", "7", "default");

    private FakeEvents() {}

    /** The first event of a run along this route. */
    public static StepRequested first(String... route) {
        return new StepRequested(RUN, IMAGE, RoutingSlip.of(List.of(route)), Passage.until(DEADLINE));
    }
}
