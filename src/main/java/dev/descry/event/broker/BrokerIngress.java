package dev.descry.event.broker;

import dev.descry.event.Envelope;
import dev.descry.event.EventCodec;
import dev.descry.event.StepRequested;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * A broker or another sink behind HTTP. Every method throws {@link UncheckedIOException} when the same event may be taken
 * later, and {@link IllegalArgumentException} when it is refused for good.
 */
public final class BrokerIngress implements Consumer<StepRequested> {
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final URI address;
    private final HttpSubscriber there;

    public BrokerIngress(URI address) {
        if (!"http".equals(address.getScheme()) && !"https".equals(address.getScheme())) {
            throw new IllegalArgumentException("sink: expected an address of http or https, found " + address);
        }
        this.address = address;
        this.there = new HttpSubscriber(address, ANSWER);
    }

    @Override
    public void accept(StepRequested event) {
        tell(EventCodec.write(event, "batch", Instant.now()));
    }

    /** Tells any event. */
    public void tell(Envelope event) {
        tell(EventCodec.write(event));
    }

    private void tell(CloudEvent event) {
        try {
            Answer answer = there.take(event);
            if (answer.status() / 100 != 2) {
                throw refusal(answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "%s: expected an answer, found %s; check the address, try again later".formatted(address, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(address + ": interrupted", e);
        }
    }

    private RuntimeException refusal(Answer answer) {
        String found = "%s: expected it to take the event, found status %d".formatted(address, answer.status());
        return answer.passing()
                ? new UncheckedIOException(found + "; try again later", new IOException("status " + answer.status()))
                : new IllegalArgumentException(found + "; check the address");
    }
}
