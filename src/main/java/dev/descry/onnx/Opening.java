package dev.descry.onnx;

import dev.descry.model.ModelException;
import dev.descry.model.packages.ModelPackage;
import dev.descry.text.Tokenizer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens tokenizer and graphs at the same time: each keeps one core busy for about as long as the other. */
public final class Opening {
    private Opening() {}

    /**
     * Opens a package.
     *
     * @param model opens the graphs
     * @param together makes of both what is asked for; when it fails both are closed
     * @throws ModelException when a file is missing or not what it should be
     */
    public static <M extends AutoCloseable, T> T both(
            ModelPackage files, Supplier<M> model, BiFunction<M, Tokenizer, T> together) {
        CompletableFuture<M> opening = CompletableFuture.supplyAsync(model);
        @Nullable Tokenizer tokenizer = null;
        try {
            tokenizer = tokenizer(files);
            return together.apply(opening.join(), tokenizer);
        } catch (ModelException | CompletionException e) {
            CompletableFuture<Void> _ = opening.thenAccept(Opening::close);
            if (tokenizer != null) {
                tokenizer.close();
            }
            throw e instanceof CompletionException && e.getCause() instanceof ModelException cause ? cause : e;
        }
    }

    private static void close(AutoCloseable model) {
        try {
            model.close();
        } catch (Exception e) {
            throw new IllegalStateException("model: expected to close it, found " + e, e);
        }
    }

    private static Tokenizer tokenizer(ModelPackage files) {
        try {
            return Tokenizer.open(files.file("tokenizer.json"));
        } catch (IOException e) {
            throw new ModelException(String.valueOf(e.getMessage()), e);
        }
    }
}
