package dev.descry.expert;

import dev.descry.caption.Caption;
import dev.descry.caption.Decoding;
import dev.descry.caption.Prompt;
import dev.descry.caption.Usage;
import java.util.Optional;

/**
 * One model able to describe an image. Implementations are safe for use by several threads; a call blocks until the
 * caption is written.
 */
public interface Expert extends AutoCloseable {
    /** Where a call spends its time, which decides the threads it may block. */
    enum Place {
        /** In a native call on this machine's processor or accelerator: a bounded pool of platform threads. */
        DEVICE,
        /** Waiting for an answer from elsewhere: a virtual thread. */
        NETWORK
    }

    /** The name users call it by, for example {@code qwen2-vl:2b@int4}. */
    String name();

    /** SHA-256 over what decides its answers (files, or server and model name): part of the key of a kept caption. */
    String modelDigest();

    /** Where a call spends its time. */
    Place place();

    /**
     * Describes the image, telling the listener every token as it comes.
     *
     * @return the raw answer, not yet cleaned
     * @throws ExpertException with a kind for every way this can fail; {@code CANCELLED} soon after the cancellation
     */
    Caption describe(Request request, TokenListener listener, Cancellation cancellation);

    /** The most that such a request may use and cost, whatever its image, without asking anybody; empty where nobody counts. */
    default Optional<Usage> estimate(Prompt prompt, Decoding decoding) {
        return Optional.empty();
    }

    /** Frees what the expert holds; closing twice is harmless. */
    @Override
    void close();
}
