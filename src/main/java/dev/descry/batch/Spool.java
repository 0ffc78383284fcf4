package dev.descry.batch;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.chain.Transcript;
import dev.descry.chain.TranscriptJson;
import dev.descry.dataset.Dataset;
import dev.descry.dataset.ImageFile;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * Images with the steps taken so far, in a file between two steps of a batch. Its loss costs nothing but time: the steps
 * themselves are kept by the chain's memory. Several threads may add; reading is for one.
 */
final class Spool implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final BufferedWriter lines;

    private Spool(Path file, BufferedWriter lines) {
        this.file = file;
        this.lines = lines;
    }

    /** An empty one beside the file of records, over what a dead run left. */
    static Spool beside(Path records, int step) {
        Path file = records.toAbsolutePath().resolveSibling(".captions-step-%d.descry".formatted(step));
        try {
            return new Spool(file, Files.newBufferedWriter(file));
        } catch (IOException e) {
            throw fault(file, e);
        }
    }

    void add(ImageFile image, Transcript transcript) {
        ObjectNode line = TranscriptJson.write(image.path().toString(), transcript);
        line.put("relative", image.relative().toString());
        line.put("variant", image.variant());
        line.put("address", image.content().address());
        line.set("fields", JSON.valueToTree(image.fields()));
        try {
            synchronized (lines) {
                lines.write(line + "\n");
            }
        } catch (IOException e) {
            throw fault(file, e);
        }
    }

    /** Hands out the images until one is refused; ends adding. */
    void forEach(Dataset images, String chain, BiPredicate<ImageFile, Transcript> taker) {
        try {
            lines.close();
            try (BufferedReader reader = Files.newBufferedReader(file)) {
                boolean more = true;
                for (String line = reader.readLine(); more && line != null; line = reader.readLine()) {
                    JsonNode json = JSON.readTree(line);
                    more = taker.test(image(json, images), TranscriptJson.read(json, chain));
                }
            }
        } catch (IOException e) {
            throw fault(file, e);
        }
    }

    private static ImageFile image(JsonNode json, Dataset images) {
        return new ImageFile(
                Path.of(json.path("image").asText()),
                Path.of(json.path("relative").asText()),
                JSON.convertValue(json.path("fields"), new TypeReference<Map<String, String>>() {}),
                images.content(json.path("address").asText()),
                json.path("variant").asInt());
    }

    @Override
    public void close() {
        try {
            lines.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw fault(file, e);
        }
    }

    private static UncheckedIOException fault(Path file, IOException e) {
        return new UncheckedIOException(
                "%s: expected room for the images between two steps, found %s".formatted(file, e.getMessage()), e);
    }
}
