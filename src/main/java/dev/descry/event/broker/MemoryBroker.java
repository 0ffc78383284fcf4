package dev.descry.event.broker;

import dev.descry.event.Event;
import dev.descry.event.EventCodec;
import dev.descry.event.Extensions;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Hands every event to every trigger that wants it, and every reply to itself. It knows no order and forgets its events
 * when the process ends; whoever needs them again tells them again. There is no limit of hops: an event that comes back
 * to its own trigger circles until a subscriber ends it.
 */
public final class MemoryBroker implements AutoCloseable {
    /** Events above this size are refused with 503, as Kafka's {@code max.request.size} makes the Kafka broker do. */
    public static final int MOST_BYTES = 1 << 20;

    private static final System.Logger LOG = System.getLogger(MemoryBroker.class.getName());
    /** Deliveries of one trigger at the same time: {@code max.poll.records} of a consumer. */
    private static final int IN_FLIGHT = 50;

    private final List<Lane> lanes;
    private final ExecutorService threads;
    private final Offers offers;
    private final UnderWay underWay = new UnderWay();
    private volatile boolean closed;

    public MemoryBroker(List<Trigger> triggers) {
        this(triggers, Thread::sleep);
    }

    /** With another way to wait between attempts. */
    MemoryBroker(List<Trigger> triggers, Offers.Rest rest) {
        this.lanes = triggers.stream()
                .map(trigger -> new Lane(trigger, new Semaphore(IN_FLIGHT)))
                .toList();
        this.threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("broker-", 0).factory());
        this.offers = new Offers(threads, rest);
    }

    private record Lane(Trigger trigger, Semaphore places) {}

    /** Takes an event for delivery and returns at once: 202, or 503 when it is too large or the broker is closed. */
    public int publish(CloudEvent event) {
        if (closed || size(event) > MOST_BYTES) {
            return 503;
        }
        for (Lane lane : lanes) {
            if (lane.trigger().wants(event)) {
                underWay.begin();
                threads.execute(() -> deliver(lane, event));
            }
        }
        return 202;
    }

    /** Takes our event as this function tells it; answers as {@link #publish(CloudEvent)} does. */
    public int publish(Event event, String function) {
        return publish(EventCodec.write(event, function, Instant.now()));
    }

    /** Waits until nothing is under way: every event and every reply has been taken or given up. */
    public void awaitQuiet() throws InterruptedException {
        awaitFewerThan(1);
    }

    /** Waits until fewer than so many deliveries are under way. */
    public void awaitFewerThan(int deliveries) throws InterruptedException {
        underWay.awaitFewerThan(deliveries);
    }

    /** Takes no more events and breaks off what is under way. */
    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
    }

    /** Counts what is under way. Replies are counted before their cause ends, so that none means all is done. */
    private static final class UnderWay {
        private long count;

        synchronized void begin() {
            count++;
        }

        synchronized void end() {
            count--;
            notifyAll();
        }

        synchronized void awaitFewerThan(int most) throws InterruptedException {
            while (count >= most) {
                wait();
            }
        }
    }

    private void deliver(Lane lane, CloudEvent event) {
        try {
            lane.places().acquire();
            try {
                deliver(lane.trigger(), event);
            } finally {
                lane.places().release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            underWay.end();
        }
    }

    private void deliver(Trigger trigger, CloudEvent event) throws InterruptedException {
        Delivery delivery = trigger.delivery();
        Optional<Answer> answer = offers.make(trigger.subscriber(), event, delivery);
        if (answer.isPresent() && answer.get().taken()) {
            answer.get().reply().ifPresent(this::publish);
            return;
        }
        if (delivery.deadLetters().isEmpty()) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "event {0}: {1} did not take it; dropped",
                    event.getId(),
                    trigger.name());
            return;
        }
        Delivery.DeadLetters end = delivery.deadLetters().get();
        Optional<Answer> last = offers.make(end.sink(), letter(event, trigger.address(), answer), delivery);
        if (last.isPresent() && last.get().taken()) {
            last.get().reply().ifPresent(this::publish);
        } else {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "event {0}: {1} did not take the dead letter",
                    event.getId(),
                    end.address());
        }
    }

    /** The event with what is known of its failure: no code where there was no answer, or one that was no fault by code. */
    private static CloudEvent letter(CloudEvent event, URI address, Optional<Answer> answer) {
        CloudEventBuilder letter =
                CloudEventBuilder.from(event).withExtension(Extensions.ERROR_DESTINATION, address.toString());
        answer.filter(refusal -> refusal.status() >= 300).ifPresent(refusal -> {
            letter.withExtension(Extensions.ERROR_CODE, Integer.toString(refusal.status()));
            letter.withExtension(Extensions.ERROR_DATA, Base64.getEncoder().encodeToString(refusal.body()));
        });
        return letter.build();
    }

    private static long size(CloudEvent event) {
        long attributes = event.getExtensionNames().stream()
                .mapToLong(name ->
                        name.length() + String.valueOf(event.getExtension(name)).length())
                .sum();
        return attributes + (event.getData() == null ? 0 : event.getData().toBytes().length);
    }
}
