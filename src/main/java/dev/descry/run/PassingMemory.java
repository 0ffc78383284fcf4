package dev.descry.run;

import dev.descry.caption.Caption;
import dev.descry.chain.StepKey;
import dev.descry.chain.StepMemory;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.image.ImageId;
import java.io.UncheckedIOException;
import java.util.Optional;

/** A memory whose faults pass: a store that cannot be reached now must not fail the step for good. */
public record PassingMemory(StepMemory memory) implements StepMemory {
    @Override
    public Optional<Caption> find(ImageId image, StepKey key) {
        try {
            return memory.find(image, key);
        } catch (UncheckedIOException e) {
            throw passing(e);
        }
    }

    @Override
    public void keep(ImageId image, StepKey key, Caption caption) {
        try {
            memory.keep(image, key, caption);
        } catch (UncheckedIOException e) {
            throw passing(e);
        }
    }

    private static ExpertException passing(UncheckedIOException e) {
        return new ExpertException(Kind.UNAVAILABLE, String.valueOf(e.getMessage()), e);
    }
}
