package dev.descry.functions.shell;

import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.model.ModelException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Models by name, opened when they are first asked for and kept until the end. Different ones may be opened at the same
 * time; one that cannot be opened is tried once: the other images of a run get the same answer at once. Safe for use by
 * several threads.
 */
final class Opened<T> implements AutoCloseable {
    private final Function<String, T> opener;
    private final Consumer<T> closer;
    private final Map<String, CompletableFuture<T>> all = new ConcurrentHashMap<>();

    /**
     * Opens nothing yet.
     *
     * @param opener throws {@link ModelException} when the model's files are not there or not what they should be
     */
    Opened(Function<String, T> opener, Consumer<T> closer) {
        this.opener = opener;
        this.closer = closer;
    }

    /**
     * The model of that name; waits where another thread is opening it.
     *
     * @throws ExpertException {@code MODEL_MISSING} when it cannot be opened
     */
    T get(String name) {
        CompletableFuture<T> mine = new CompletableFuture<>();
        CompletableFuture<T> earlier = all.putIfAbsent(name, mine);
        return earlier == null ? open(name, mine) : joined(earlier);
    }

    /** Begins to open it, if nobody has; whoever asks for it hears of what goes wrong. */
    void ahead(String name) {
        Thread.ofPlatform().daemon().name("opening " + name).start(() -> {
            try {
                get(name);
            } catch (RuntimeException e) {
                // Told again, or tried again, where the model is asked for.
            }
        });
    }

    private T open(String name, CompletableFuture<T> mine) {
        try {
            T opened = opener.apply(name);
            mine.complete(opened);
            return opened;
        } catch (ModelException e) {
            ExpertException missing = new ExpertException(Kind.MODEL_MISSING, String.valueOf(e.getMessage()), e);
            mine.completeExceptionally(missing);
            throw missing;
        } catch (RuntimeException | Error e) {
            all.remove(name, mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private static <T> T joined(CompletableFuture<T> earlier) {
        try {
            return earlier.join();
        } catch (CompletionException e) {
            throw switch (e.getCause()) {
                case ExpertException cause ->
                    new ExpertException(cause.kind(), String.valueOf(cause.getMessage()), cause);
                case RuntimeException cause -> cause;
                case null, default -> e;
            };
        }
    }

    /** Closes the model of that name; the next one who asks opens it again. */
    void release(String name) {
        CompletableFuture<T> opened = all.remove(name);
        if (opened != null) {
            close(opened);
        }
    }

    private void close(CompletableFuture<T> opened) {
        try {
            closer.accept(opened.join());
        } catch (CompletionException e) {
            // It was never open.
        }
    }

    /** Closes all of them, those being opened once they are open. */
    @Override
    public void close() {
        all.keySet().forEach(this::release);
    }
}
