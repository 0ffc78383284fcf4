package dev.descry.batch.cluster;

import java.time.Duration;

/**
 * How fast a broker is fed.
 *
 * @param perSecond events at most, above 0
 * @param backlog runs begun and not ended at most, 1 or more: this is the back-pressure, whatever the broker would take
 * @param look how long to wait before the store is asked again whether runs have ended
 */
public record Pace(double perSecond, int backlog, Duration look) {
    public Pace {
        if (perSecond <= 0 || backlog < 1 || look.isNegative()) {
            throw new IllegalArgumentException(
                    "pace: expected a rate above 0 and a backlog of 1 or more, found %s and %d"
                            .formatted(perSecond, backlog));
        }
    }
}
