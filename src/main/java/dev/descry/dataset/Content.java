package dev.descry.dataset;

import dev.descry.image.ImageException;

/** The bytes of an image, wherever they lie. Read when they are needed and as often. */
public interface Content {
    /** False only when it is certain that nothing is there. */
    boolean there();

    /**
     * Reads all bytes.
     *
     * @param mostBytes refused when there are more
     * @throws ImageException {@code UNREADABLE} or {@code TOO_LARGE}
     */
    byte[] read(long mostBytes);

    /** Where the bytes are, in words from which {@link Dataset#content} finds them again. */
    String address();

    /** Refuses content that is too long. */
    static void requireLength(long bytes, long mostBytes) {
        if (bytes > mostBytes) {
            throw new ImageException(
                    ImageException.Kind.TOO_LARGE,
                    "image: expected at most %d bytes, found %d".formatted(mostBytes, bytes));
        }
    }
}
