package dev.descry.run;

/** Something is in the way now and may not be later: whoever delivered the event should deliver it again. */
public final class PassingFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PassingFault(String message) {
        super(message);
    }

    public PassingFault(String message, Throwable cause) {
        super(message, cause);
    }
}
