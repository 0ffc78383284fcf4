package dev.descry.onnx;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer while it is written: the loop puts tokens in, the asker takes them out on a thread of its own, so that an
 * asker that is slow or fails holds up nobody else.
 */
public final class Generation implements AutoCloseable {
    /** Answered by {@link #next()} after the last token. */
    public static final int END = -1;

    private final Stop stop = new Stop();
    private final int promptTokens;
    private int[] tokens = new int[64];
    private int written;
    private int taken;
    private List<Alternative> alternatives = List.of();
    private @Nullable Ending ending;
    private @Nullable GenerationException failure;

    /** How an answer ended by itself. */
    public enum Ending {
        /** The model wrote an end mark, which is the last token. */
        STOP,
        /** As many tokens as were asked for, or as the model can hold. */
        LENGTH
    }

    /**
     * An answer that a beam search found.
     *
     * @param score its sum of log-probabilities after the length penalty
     */
    public record Alternative(List<Integer> tokens, float score) {
        public Alternative {
            tokens = List.copyOf(tokens);
        }
    }

    Generation(int promptTokens) {
        this.promptTokens = promptTokens;
    }

    /** Tokens of the prompt, those of images included. */
    public int promptTokens() {
        return promptTokens;
    }

    /**
     * The next token; waits for it.
     *
     * @return {@link #END} after the last one
     * @throws GenerationException when the answer broke off; tokens written before that come first
     * @throws InterruptedException when the waiting thread was interrupted; the answer goes on
     */
    public synchronized int next() throws InterruptedException {
        while (taken == written && ending == null && failure == null) {
            wait();
        }
        if (taken < written) {
            return tokens[taken++];
        }
        if (failure != null) {
            throw failure.again();
        }
        return END;
    }

    /**
     * How the answer ended.
     *
     * @throws IllegalStateException before {@link #next()} answered {@link #END}
     */
    public synchronized Ending ending() {
        if (ending == null) {
            throw new IllegalStateException("generation: expected its end, found it still being written");
        }
        return ending;
    }

    /**
     * All answers of a beam search, the best first; empty without one.
     *
     * @throws IllegalStateException before {@link #next()} answered {@link #END}
     */
    public synchronized List<Alternative> alternatives() {
        ending();
        return alternatives;
    }

    /** Whether the token that {@link #next()} answered last is the last one. */
    public synchronized boolean ended() {
        return ending != null && taken == written;
    }

    /** Asks the loop to stop writing. From now on {@link #next()} throws {@code CANCELLED}, unless the answer had ended. */
    public void cancel() {
        abort(new GenerationException(GenerationException.Kind.CANCELLED, "generation: stopped by its asker"));
    }

    /** Cancels what is not yet ended. */
    @Override
    public void close() {
        cancel();
    }

    Stop stop() {
        return stop;
    }

    /** Adds a token; {@code how} is null unless it is the last one. */
    synchronized void put(int token, @Nullable Ending how) {
        if (written == tokens.length) {
            tokens = Arrays.copyOf(tokens, written * 2);
        }
        tokens[written++] = token;
        ending = how;
        notifyAll();
    }

    /** Notes what a search found, before the last token is put. */
    synchronized void found(List<Alternative> answers) {
        alternatives = List.copyOf(answers);
    }

    /** Fails the answer and ends the native call that works on it. */
    void abort(GenerationException why) {
        fail(why);
        stop.request();
    }

    synchronized void fail(GenerationException why) {
        if (ending == null && failure == null) {
            failure = why;
            notifyAll();
        }
    }
}
