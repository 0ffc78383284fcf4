package dev.descry.batch;

import dev.descry.image.ImageId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Lets the same bytes be described by one thread at a time, so that the second finds what the first has kept. */
final class InFlight {
    private final ConcurrentHashMap<ImageId, CompletableFuture<Void>> images = new ConcurrentHashMap<>();

    <T> T alone(ImageId image, Supplier<T> work) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> other = images.putIfAbsent(image, mine);
        while (other != null) {
            other.join();
            other = images.putIfAbsent(image, mine);
        }
        try {
            return work.get();
        } finally {
            images.remove(image);
            mine.complete(null);
        }
    }
}
