package dev.descry.chain;

import dev.descry.caption.Caption;
import dev.descry.image.ImageId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A memory that lives as long as the test. */
public final class FakeMemory implements StepMemory {
    private final Map<String, Caption> captions = new ConcurrentHashMap<>();

    @Override
    public Optional<Caption> find(ImageId image, StepKey key) {
        return Optional.ofNullable(captions.get(image + "/" + key));
    }

    @Override
    public void keep(ImageId image, StepKey key, Caption caption) {
        captions.putIfAbsent(image + "/" + key, caption);
    }

    public int size() {
        return captions.size();
    }
}
