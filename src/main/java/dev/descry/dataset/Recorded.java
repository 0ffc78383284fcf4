package dev.descry.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.caption.Sha256;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the lines of a {@code captions.jsonl} say last about every image. Keeps a few numbers per image, on the disk, and no line.
 * For one thread, or guarded by its owner.
 */
public final class Recorded {
    /** The bit of a content's digest that tells that a step failed or the image could not be described at all. */
    private static final long FAILED = 1;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** By the digest of an image's name: its last line, counted from 0; and the digest of what that says. */
    private final LongTable images = new LongTable();

    private long lines;
    private boolean superseded;

    /**
     * Reads a file of lines; one that is not there has none. Lines that are no record are passed over.
     *
     * @throws UncheckedIOException when it cannot be read
     */
    public static Recorded read(Path file) {
        Recorded recorded = new Recorded();
        if (!Files.exists(file)) {
            return recorded;
        }
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                recorded.note(parse(line).map(Said::of));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("%s: expected a readable file, found %s".formatted(file, e), e);
        }
        return recorded;
    }

    /** Takes one record after the other. */
    public interface Taker {
        void take(ObjectNode record) throws IOException;
    }

    /**
     * Reads a file of lines one by one; lines that are no record are passed over.
     *
     * @throws IOException when it cannot be read, or of the taker
     */
    public static void forEach(Path file, Taker taker) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                Optional<ObjectNode> record = parse(line);
                if (record.isPresent()) {
                    taker.take(record.get());
                }
            }
        }
    }

    /** True or false as the image failed last time; empty when nothing is recorded of it. */
    public Optional<Boolean> failed(String image) {
        long name = digest(image);
        return images.first(name).isPresent() ? Optional.of((images.second(name) & FAILED) != 0) : Optional.empty();
    }

    /**
     * A record and what it says. To work it out takes longer than all else, and needs no lock.
     *
     * @param name digest of the image's name
     * @param content digest of the rest
     * @param text as it stands in a line
     */
    record Said(long name, long content, String text) {
        static Said of(ObjectNode record) {
            String text = record.toString();
            return new Said(digest(record.path("image").asText()), Recorded.content(record, text), text);
        }
    }

    /** True when the image's last line says the same. */
    boolean says(Said record) {
        return images.first(record.name()).isPresent() && images.second(record.name()) == record.content();
    }

    /** Takes note of the next line, which is no record where it is empty. */
    void note(Optional<Said> record) {
        record.ifPresent(said -> superseded |= images.put(said.name(), lines, said.content()));
        lines++;
    }

    /** True when an image has more than one line. */
    boolean superseded() {
        return superseded;
    }

    /** True when this line is the last of its image, or no record at all. */
    boolean current(long number, Optional<ObjectNode> record) {
        return record.map(json ->
                        images.first(digest(json.path("image").asText())).orElse(number) == number)
                .orElse(true);
    }

    /** The record of a line read byte for byte as ISO 8859-1; empty when it is none. */
    static Optional<ObjectNode> parse(String line) {
        try {
            String text = new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            return JSON.readTree(text) instanceof ObjectNode json
                            && json.path("image").isTextual()
                    ? Optional.of(json)
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static boolean failed(ObjectNode json) {
        for (JsonNode step : json.path("steps")) {
            if (step.path("outcome").asText().equals("failed")) {
                return true;
            }
        }
        return json.has("error");
    }

    private static long content(ObjectNode json, String text) {
        boolean timeless = true;
        for (JsonNode step : json.path("steps")) {
            timeless &= captioned(step);
        }
        long digest = digest(timeless ? text : withoutTimesOfFailures(json).toString());
        return failed(json) ? digest | FAILED : digest & ~FAILED;
    }

    private static ObjectNode withoutTimesOfFailures(ObjectNode json) {
        ObjectNode content = json.deepCopy();
        for (JsonNode step : content.path("steps")) {
            if (step instanceof ObjectNode object && !captioned(step)) {
                object.remove("millis");
            }
        }
        return content;
    }

    private static boolean captioned(JsonNode step) {
        return step.path("outcome").asText().equals("captioned");
    }

    private static long digest(String text) {
        return ByteBuffer.wrap(Sha256.bytes(text)).getLong();
    }
}
