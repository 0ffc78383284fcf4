package dev.descry.batch;

import dev.descry.dataset.ImageFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** Which images of a batch are described. */
final class Taking {
    private final Batch batch;
    private final Outputs outputs;
    private final Function<String, Optional<Boolean>> failed;
    private final Tally tally;
    private final BooleanSupplier stopped;

    /** @param failed what the records say of an image */
    Taking(
            Batch batch,
            Outputs outputs,
            Function<String, Optional<Boolean>> failed,
            Tally tally,
            BooleanSupplier stopped) {
        this.batch = batch;
        this.outputs = outputs;
        this.failed = failed;
        this.tally = tally;
        this.stopped = stopped;
    }

    /** Hands out those that are described, in the order of the dataset, and counts those that are not. */
    void all(Consumer<ImageFile> taker) {
        long taken = 0;
        for (ImageFile image : batch.images()) {
            if (stopped.getAsBoolean() || taken == batch.limit().orElse(Long.MAX_VALUE)) {
                return;
            }
            Optional<String> reason = reasonToSkip(image);
            if (reason.isPresent()) {
                tally.add(image, new ImageOutcome.Skipped(reason.get()));
            } else {
                taken++;
                taker.accept(image);
            }
        }
    }

    /** An image and its place among those that are described. */
    private record Drawn(long place, ImageFile image) {}

    /** A few of those that are described and pass the test, drawn evenly. */
    List<ImageFile> sample(int wanted, Predicate<ImageFile> test) {
        Random random = new Random(wanted);
        List<Drawn> drawn = new ArrayList<>();
        long[] seen = {0};
        all(image -> {
            if (!test.test(image)) {
                return;
            }
            long place = seen[0]++;
            if (drawn.size() < wanted) {
                drawn.add(new Drawn(place, image));
            } else {
                long other = random.nextLong(place + 1);
                if (other < wanted) {
                    drawn.set((int) other, new Drawn(place, image));
                }
            }
        });
        return drawn.stream()
                .sorted(Comparator.comparingLong(Drawn::place))
                .map(Drawn::image)
                .toList();
    }

    private Optional<String> reasonToSkip(ImageFile image) {
        return switch (batch.existing()) {
            case SKIP -> outputs.has(image, failed) ? Optional.of("has a caption") : Optional.empty();
            case KEEP, OVERWRITE, APPEND, PREPEND, CHANGED -> Optional.empty();
            case FAILED ->
                failed.apply(image.name()).orElseGet(() -> !outputs.has(image, failed))
                        ? Optional.empty()
                        : Optional.of("did not fail");
        };
    }
}
