package dev.descry.functions.shell.http;

import java.time.Duration;

/** No place is free and the queue is full. */
public final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /** @param waiting runs that may wait */
    public BusyException(int waiting, Duration retryAfter) {
        super("captions: expected fewer than %d runs waiting, found the queue full; try again in %d s"
                .formatted(waiting, retryAfter.toSeconds()));
        this.retryAfter = retryAfter;
    }

    /** How long to wait before another try. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
