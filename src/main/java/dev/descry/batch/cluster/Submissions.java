package dev.descry.batch.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.chain.Chain;
import dev.descry.image.ImageRef;
import dev.descry.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The batches in a store, each under {@code batches/<name>/}: lists of 10,000 images ({@code part-000000.jsonl} …), then
 * {@code batch.json}, without which there is no batch, then {@code fed}, which says how many images the broker has been given.
 * Holds one list at a time. Methods throw {@link java.io.UncheckedIOException} when the store cannot be reached.
 */
public final class Submissions {
    /** Images in one list. */
    static final int PART = 10_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectStore store;

    public Submissions(ObjectStore store) {
        this.store = store;
    }

    /**
     * Lists the images in the store.
     *
     * @throws IllegalArgumentException when there is a batch of that name, or no image
     */
    public Submission submit(String name, Chain chain, Iterator<ImageRef> images, Instant deadline) {
        Submission.requireName(name);
        if (find(name).isPresent()) {
            throw new IllegalArgumentException(
                    "batch: expected a new name, found %s in the store; choose another".formatted(name));
        }
        int parts = 0;
        long count = 0;
        while (images.hasNext()) {
            StringBuilder part = new StringBuilder();
            for (int i = 0; i < PART && images.hasNext(); i++) {
                part.append(line(images.next())).append('\n');
                count++;
            }
            store.put(part(name, parts++), part.toString().getBytes(StandardCharsets.UTF_8));
        }
        if (count == 0) {
            throw new IllegalArgumentException("batch: expected images, found none");
        }
        Submission submission = new Submission(name, chain, count, parts, deadline);
        store.put(
                Submission.folder(name) + "batch.json",
                submission.json().toString().getBytes(StandardCharsets.UTF_8));
        return submission;
    }

    /** The batch of that name; empty when there is none. */
    public Optional<Submission> find(String name) {
        return store.get(Submission.folder(name) + "batch.json")
                .map(Submissions::json)
                .map(Submission::read);
    }

    /** Its images from one of them on, counted from 0. */
    public Stream<ImageRef> images(Submission batch, long from) {
        return Stream.iterate((int) (from / PART), part -> part < batch.parts(), part -> part + 1)
                .flatMap(part -> lines(batch.name(), part).skip(part == from / PART ? from % PART : 0))
                .map(Submissions::image);
    }

    /** How many of its images the broker has been given. */
    public long fed(String name) {
        return store.get(Submission.folder(name) + "fed")
                .map(digits -> Long.parseLong(new String(digits, StandardCharsets.UTF_8).strip()))
                .orElse(0L);
    }

    void setFed(String name, long images) {
        store.put(Submission.folder(name) + "fed", Long.toString(images).getBytes(StandardCharsets.UTF_8));
    }

    private Stream<String> lines(String name, int part) {
        byte[] bytes = store.get(part(name, part))
                .orElseThrow(() -> new IllegalArgumentException(
                        "batch: expected %s in the store, found none; submit it again".formatted(part(name, part))));
        return new String(bytes, StandardCharsets.UTF_8).lines();
    }

    private static String part(String name, int part) {
        return Submission.folder(name) + String.format(Locale.ROOT, "part-%06d.jsonl", part);
    }

    private static ObjectNode line(ImageRef image) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("store", image.store()).put("bucket", image.bucket()).put("key", image.key());
        image.version().ifPresent(version -> json.put("version", version));
        return json;
    }

    private static ImageRef image(String line) {
        JsonNode json = json(line.getBytes(StandardCharsets.UTF_8));
        return new ImageRef(
                json.path("store").asText(),
                json.path("bucket").asText(),
                json.path("key").asText(),
                json.hasNonNull("version") ? Optional.of(json.path("version").asText()) : Optional.empty());
    }

    private static JsonNode json(byte[] utf8) {
        try {
            return JSON.readTree(new String(utf8, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("batch: expected JSON in the store, found " + e.getOriginalMessage(), e);
        }
    }
}
