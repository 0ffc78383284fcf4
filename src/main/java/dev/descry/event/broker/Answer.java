package dev.descry.event.broker;

import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a subscriber answered, as HTTP would carry it. The array is shared, not copied; nobody may change it.
 *
 * @param status HTTP status
 * @param reply the event in the answer; only 200 carries one
 * @param body of an answer that is no event; empty where there is none
 */
public record Answer(int status, Optional<CloudEvent> reply, byte[] body) {
    /** Taken, and nothing follows. */
    public static final Answer NOTHING = new Answer(204, Optional.empty(), new byte[0]);

    /** Taken, and this event follows. */
    public static Answer reply(CloudEvent event) {
        return new Answer(200, Optional.of(event), new byte[0]);
    }

    /** Not taken. */
    public static Answer refused(int status, String message) {
        return new Answer(status, Optional.empty(), message.getBytes(StandardCharsets.UTF_8));
    }

    /** True when the event is taken. An answer of 200 is an event or empty; a body of any other kind counts as a fault. */
    boolean taken() {
        return status >= 200 && status < 300 && (reply.isPresent() || body.length == 0);
    }

    /** True when the same event may be taken later. */
    boolean passing() {
        return status == 404 || status == 408 || status == 409 || status == 429 || status >= 500;
    }
}
