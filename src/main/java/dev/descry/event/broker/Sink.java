package dev.descry.event.broker;

import dev.descry.event.Event;
import dev.descry.event.EventCodec;
import java.io.IOException;
import java.time.Instant;

/** Where a function tells the first event of something: a broker, or a function at once. */
public final class Sink {
    private final Subscriber there;

    public Sink(Subscriber there) {
        this.there = there;
    }

    /**
     * Tells the event.
     *
     * @param function name of the function that tells it
     * @throws IOException when it was not accepted; it may be told again
     */
    public void tell(Event event, String function, Instant time) throws IOException, InterruptedException {
        int status = status(event, function, time);
        if (status < 200 || status > 299) {
            throw new IOException("sink: expected it to accept the event, found status " + status);
        }
    }

    private int status(Event event, String function, Instant time) throws IOException, InterruptedException {
        try {
            return there.take(EventCodec.write(event, function, time)).status();
        } catch (IOException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("sink: expected an answer, found " + e, e);
        }
    }
}
