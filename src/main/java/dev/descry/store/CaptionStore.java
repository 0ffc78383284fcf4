package dev.descry.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.caption.Caption;
import dev.descry.chain.CaptionJson;
import dev.descry.chain.StepKey;
import dev.descry.chain.StepMemory;
import dev.descry.image.ImageId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The captions of finished steps under {@code captions/<imageId>/<stepKey>.json}. The first caption of a step stays. A
 * damaged object counts as none: the step is computed again and the object replaced.
 */
public final class CaptionStore implements StepMemory {
    private static final System.Logger LOG = System.getLogger(CaptionStore.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectStore objects;

    public CaptionStore(ObjectStore objects) {
        this.objects = objects;
    }

    @Override
    public Optional<Caption> find(ImageId image, StepKey key) {
        String name = name(image, key);
        return objects.get(name).flatMap(bytes -> read(name, bytes));
    }

    @Override
    public void keep(ImageId image, StepKey key, Caption caption) {
        String name = name(image, key);
        byte[] bytes = CaptionJson.write(caption).toString().getBytes(StandardCharsets.UTF_8);
        if (!objects.putIfAbsent(name, bytes) && find(image, key).isEmpty()) {
            objects.put(name, bytes);
        }
    }

    private static String name(ImageId image, StepKey key) {
        return "captions/" + image + "/" + key + ".json";
    }

    private static Optional<Caption> read(String name, byte[] bytes) {
        try {
            JsonNode json = JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
            return Optional.of(CaptionJson.read(json));
        } catch (JsonProcessingException e) {
            return damaged(name, e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            return damaged(name, String.valueOf(e.getMessage()));
        }
    }

    private static Optional<Caption> damaged(String name, String fault) {
        LOG.log(
                System.Logger.Level.WARNING,
                "kept caption {0}: expected the JSON of a caption, found {1}; its step is computed again",
                name,
                fault);
        return Optional.empty();
    }
}
