package dev.descry.model.hub;

import dev.descry.model.ModelException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Keeps a small body in memory. */
final class TextTarget implements ByteTarget {
    /** A page of a listing has at most 1,000 entries of some hundred bytes. */
    private static final int LIMIT = 16 << 20;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void write(ByteBuffer block) {
        if (bytes.size() + block.remaining() > LIMIT) {
            throw new ModelException("hub: expected an answer of at most %d bytes, found more".formatted(LIMIT));
        }
        byte[] copy = new byte[block.remaining()];
        block.get(copy);
        bytes.writeBytes(copy);
    }

    byte[] content() {
        return bytes.toByteArray();
    }
}
