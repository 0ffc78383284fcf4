package dev.descry.event.broker;

import dev.descry.event.CaptionFailed;
import dev.descry.event.Extensions;
import dev.descry.event.NamedFunction;
import dev.descry.event.StepRequested;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The triggers of a whole Descry: one for each function, and failed runs to the archive, which takes dead letters too. */
public final class Triggers {
    private Triggers() {}

    /**
     * The triggers that bring each step to its function.
     *
     * @param steps the functions that run experts
     * @param archive the end of every run
     * @param retry attempts after the first
     * @param backoff doubles from attempt to attempt
     * @param timeout of one attempt; longer than an expert may take
     */
    public static List<Trigger> of(
            List<NamedFunction> steps, NamedFunction archive, int retry, Duration backoff, Duration timeout) {
        return of(steps, archive, retry, backoff, timeout, LocalSubscriber::new);
    }

    /** The same with subscribers that stand between broker and function. */
    static List<Trigger> of(
            List<NamedFunction> steps,
            NamedFunction archive,
            int retry,
            Duration backoff,
            Duration timeout,
            Function<NamedFunction, Subscriber> subscriber) {
        Subscriber end = subscriber.apply(archive);
        Delivery delivery =
                new Delivery(retry, backoff, timeout, Optional.of(new Delivery.DeadLetters(address(archive), end)));
        List<Trigger> triggers = new ArrayList<>();
        for (NamedFunction step : steps) {
            triggers.add(asking(step, subscriber.apply(step), delivery));
        }
        triggers.add(asking(archive, end, delivery));
        triggers.add(new Trigger(
                archive.name() + "-failed", Map.of("type", CaptionFailed.TYPE), address(archive), end, delivery));
        return triggers;
    }

    private static Trigger asking(NamedFunction function, Subscriber subscriber, Delivery delivery) {
        return new Trigger(
                function.name(),
                Map.of("type", StepRequested.TYPE, Extensions.NEXT, function.name()),
                address(function),
                subscriber,
                delivery);
    }

    private static URI address(NamedFunction function) {
        return URI.create("local:" + function.name());
    }
}
