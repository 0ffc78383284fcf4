package dev.descry.event.broker;

import dev.descry.event.NamedFunction;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * Functions that are killed and restarted all the time: an event finds nobody there, or its function dies after the work
 * was done and before anybody heard the answer.
 */
public final class FakeCrashes implements Function<NamedFunction, Subscriber> {
    private final Random random;
    private final double rate;

    /**
     * Crashes by this seed.
     *
     * @param rate of deliveries that end in a crash, 0 to 1
     */
    public FakeCrashes(long seed, double rate) {
        this.random = new Random(seed);
        this.rate = rate;
    }

    /** Triggers as {@link Triggers} makes them, without waits, with these crashes in between. */
    public List<Trigger> triggers(List<NamedFunction> steps, NamedFunction archive, int retry) {
        return Triggers.of(steps, archive, retry, java.time.Duration.ZERO, java.time.Duration.ofMinutes(5), this);
    }

    @Override
    public Subscriber apply(NamedFunction function) {
        Subscriber living = new LocalSubscriber(function);
        return event -> take(living, event);
    }

    private Answer take(Subscriber living, CloudEvent event) throws Exception {
        if (crash()) {
            throw new IOException("nobody there");
        }
        Answer answer = living.take(event);
        if (crash()) {
            throw new IOException("connection closed");
        }
        return answer;
    }

    private synchronized boolean crash() {
        return random.nextDouble() < rate;
    }
}
