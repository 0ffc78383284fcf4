package dev.descry.model.hub;

import java.nio.ByteBuffer;

/** Takes the bytes of an answer's body as they come. */
interface ByteTarget {
    /** Takes every remaining byte. An exception ends the exchange and reaches its caller. */
    void write(ByteBuffer bytes);

    /** Lets a body go that nobody needs. */
    static ByteTarget nowhere() {
        return bytes -> bytes.position(bytes.limit());
    }
}
