package dev.descry.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.descry.event.Json;
import dev.descry.event.RunId;
import dev.descry.image.ImageRef;
import dev.descry.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A caption beside its image: the text as {@code a.txt}, the transcript as {@code a.json}. Where {@code a.json} belongs
 * to another image of that stem, the names are {@code a.png.txt} and {@code a.png.json}. A text that somebody else wrote
 * stays.
 */
final class Beside {
    private final ObjectStore bucket;
    private final ImageRef image;
    private final RunId run;

    Beside(ObjectStore bucket, ImageRef image, RunId run) {
        this.bucket = bucket;
        this.image = image;
        this.run = run;
    }

    /**
     * Writes both; the transcript first, because it says whose the text is.
     *
     * @param again this run has written before, so that what a newer run wrote since stays
     * @return the key of the text; empty when it was left alone
     */
    Optional<String> write(String caption, JsonNode transcript, boolean again) {
        byte[] json = Json.pretty(transcript);
        for (String base : List.of(stem(image.key()), image.key())) {
            String text = base + ".txt";
            Optional<byte[]> there = bucket.get(base + ".json");
            if (there.isEmpty()) {
                if (bucket.get(text).isPresent()) {
                    return Optional.empty();
                }
                if (bucket.putIfAbsent(base + ".json", json)) {
                    return put(text, caption);
                }
                there = bucket.get(base + ".json");
            }
            JsonNode theirs = read(there);
            if (theirs.path("image").asText().equals(image.key())) {
                if (again && !theirs.path("run").asText().equals(run.text())) {
                    return Optional.empty();
                }
                bucket.put(base + ".json", json);
                return put(text, caption);
            }
        }
        return Optional.empty();
    }

    private Optional<String> put(String text, String caption) {
        bucket.put(text, (caption + "\n").getBytes(StandardCharsets.UTF_8));
        return Optional.of(text);
    }

    private static JsonNode read(Optional<byte[]> bytes) {
        try {
            return Json.read(bytes.orElse(new byte[0]));
        } catch (IllegalArgumentException e) {
            return MissingNode.getInstance();
        }
    }

    private static String stem(String key) {
        int dot = key.lastIndexOf('.');
        return dot > key.lastIndexOf('/') + 1 ? key.substring(0, dot) : key;
    }
}
