package dev.descry.functions.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.descry.event.Envelope;
import dev.descry.event.Extensions;
import dev.descry.event.NamedFunction;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventBuilder;
import io.quarkus.funqy.knative.events.CloudEventMapping;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Events in, events out. An event that is not ours is answered 204, because an answer of 404 is tried again; a fault is
 * answered 500, which is too.
 */
public class Events {
    private final NamedFunction function;
    private final MeterRegistry metrics;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("event-", 0).factory());

    Events(NamedFunction function, MeterRegistry metrics) {
        this.function = function;
        this.metrics = metrics;
    }

    @Funq
    @CloudEventMapping(trigger = "*")
    public Uni<CloudEvent<JsonNode>> take(CloudEvent<JsonNode> event) {
        return Uni.createFrom().item(() -> answer(event)).runSubscriptionOn(threads);
    }

    private @Nullable CloudEvent<JsonNode> answer(CloudEvent<JsonNode> event) {
        long begun = System.nanoTime();
        String outcome = "fault";
        try {
            // Data is read when it is asked for: a stranger's may be anything.
            boolean ours = NamedFunction.TYPES.contains(event.type());
            Optional<Envelope> next = ours ? function.answer(envelope(event)) : Optional.empty();
            outcome = ours ? next.map(Envelope::type).orElse("nothing") : "not ours";
            return next.map(Events::cloudEvent).orElse(null);
        } finally {
            long nanos = System.nanoTime() - begun;
            metrics.timer("descry.events", "function", function.name(), "outcome", outcome)
                    .record(nanos, TimeUnit.NANOSECONDS);
            Log.infof(
                    "event run=%.12s step=%s outcome=%s millis=%d",
                    event.extensions().get(Extensions.CHAIN_ID),
                    event.extensions().get(Extensions.STEP),
                    outcome,
                    TimeUnit.NANOSECONDS.toMillis(nanos));
        }
    }

    private static Envelope envelope(CloudEvent<JsonNode> event) {
        JsonNode data = event.data();
        return new Envelope(
                event.id(),
                event.source(),
                event.type(),
                String.valueOf(event.subject()),
                event.time() == null ? Instant.EPOCH : event.time().toInstant(),
                event.extensions(),
                data == null ? NullNode.instance : data);
    }

    private static CloudEvent<JsonNode> cloudEvent(Envelope next) {
        return CloudEventBuilder.create()
                .id(next.id())
                .source(next.source())
                .type(next.type())
                .subject(next.subject())
                .time(next.time().atOffset(ZoneOffset.UTC))
                .extensions(next.extensions())
                .build(next.data());
    }
}
