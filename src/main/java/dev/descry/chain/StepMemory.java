package dev.descry.chain;

import dev.descry.caption.Caption;
import dev.descry.image.ImageId;
import java.util.Optional;

/**
 * Captions of steps already done. Asked by several threads; may block.
 *
 * <p>Both methods throw {@link java.io.UncheckedIOException} when the memory cannot be reached; the step then fails.
 */
public interface StepMemory {
    /** Remembers nothing. */
    StepMemory NONE = new StepMemory() {
        @Override
        public Optional<Caption> find(ImageId image, StepKey key) {
            return Optional.empty();
        }

        @Override
        public void keep(ImageId image, StepKey key, Caption caption) {}
    };

    /** The caption this step wrote for this image; empty when it has not. */
    Optional<Caption> find(ImageId image, StepKey key);

    /** Keeps an accepted caption for good before anybody is told of it. The first one kept stays. */
    void keep(ImageId image, StepKey key, Caption caption);
}
