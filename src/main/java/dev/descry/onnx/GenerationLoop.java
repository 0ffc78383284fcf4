package dev.descry.onnx;

import dev.descry.onnx.GenerationException.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes several answers at the same time on one thread, which alone uses the decoder. Requests start in the order they
 * came; they join and leave between two steps. Safe for use by several threads.
 */
public final class GenerationLoop implements AutoCloseable {
    private final Rounds rounds;
    private final Limits limits;
    private final int slots;
    private final int longest;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Deque<Sequence> waiting = new ArrayDeque<>();
    private List<Sequence> started = List.of();
    private @Nullable GenerationException over;

    /**
     * What the loop takes on.
     *
     * @param waiting requests that may wait for a slot; the next one is refused
     * @param part tokens of a prompt that are read in one run
     */
    public record Limits(int waiting, int part) {
        /** 64 waiting; parts of 256 tokens, longer ones read no faster and hold up the others longer. */
        public static final Limits DEFAULT = new Limits(64, 256);

        public Limits {
            if (waiting < 0 || part < 1) {
                throw new IllegalArgumentException(
                        "limits: expected 0 or more waiting and parts of 1 or more, found " + waiting + " and " + part);
            }
        }
    }

    /** Starts the thread; the loop owns the decoder from now on. */
    GenerationLoop(SlotDecoder decoder, StopTokens stopTokens, Limits limits) {
        this.limits = limits;
        slots = decoder.slots();
        longest = decoder.longest();
        rounds = new Rounds(decoder, stopTokens);
        thread = Thread.ofPlatform()
                .name("descry-generation")
                .daemon()
                .uncaughtExceptionHandler((dead, cause) -> end(
                        new GenerationException(Kind.FAULT, "generation: expected no fault, found " + cause, cause)))
                .start(this::run);
    }

    /**
     * Queues a request.
     *
     * @throws GenerationException {@code CONTEXT_OVERFLOW} for a prompt the model cannot read, {@code OVERLOADED} when
     *     too many wait, {@code CANCELLED} after {@link #close()}
     */
    public Generation start(GenerationRequest request) {
        requireRoom(request.prompt().length);
        requireSlots(request.sampling().search().beams());
        Sequence sequence = new Sequence(request, limits.part(), longest);
        lock.lock();
        try {
            queue(sequence);
        } finally {
            lock.unlock();
        }
        return sequence.generation();
    }

    /**
     * Checks that a prompt of so many tokens can be read and answered.
     *
     * @throws GenerationException {@code CONTEXT_OVERFLOW} when not
     */
    void requireRoom(int promptTokens) {
        if (promptTokens >= longest) {
            throw new GenerationException(
                    Kind.CONTEXT_OVERFLOW,
                    "prompt: expected at most %d tokens, found %d; ask for fewer pixels or write a shorter prompt"
                            .formatted(longest - 1, promptTokens));
        }
    }

    private void requireSlots(int beams) {
        if (beams > slots) {
            throw new GenerationException(
                    Kind.FAULT,
                    "beams: expected at most %d, as many as there are slots, found %d; ask for fewer or set more slots"
                            .formatted(slots, beams));
        }
    }

    private void queue(Sequence sequence) {
        if (over != null) {
            throw over.again();
        }
        if (waiting.size() + started.size() >= slots + limits.waiting()) {
            throw new GenerationException(
                    Kind.OVERLOADED,
                    "model: expected at most %d requests at work and %d waiting, found one more; ask again later"
                            .formatted(slots, limits.waiting()));
        }
        waiting.add(sequence);
        work.signal();
    }

    /** Cancels every answer and waits until the thread has closed the decoder; a second time it does nothing. */
    @Override
    public void close() {
        end(new GenerationException(Kind.CANCELLED, "model: expected an open one, found it closed"));
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(GenerationException why) {
        lock.lock();
        try {
            if (over == null) {
                over = why;
            }
            waiting.forEach(sequence -> sequence.generation().fail(why));
            waiting.clear();
            started.forEach(sequence -> sequence.generation().abort(why));
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try (rounds) {
            while (await()) {
                rounds.round();
            }
        }
    }

    /** Waits for work and admits what can start; false when the loop is over. */
    private boolean await() {
        lock.lock();
        try {
            started = rounds.active();
            while (over == null && started.isEmpty() && waiting.isEmpty()) {
                work.awaitUninterruptibly();
            }
            waiting.removeIf(sequence -> sequence.generation().stop().requested());
            while (over == null && !waiting.isEmpty() && rounds.takes(waiting.getFirst())) {
                rounds.admit(waiting.removeFirst());
                started = rounds.active();
            }
            return over == null;
        } finally {
            lock.unlock();
        }
    }
}
