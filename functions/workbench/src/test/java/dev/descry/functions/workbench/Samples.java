package dev.descry.functions.workbench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The sample scenes of the repository and what they show. */
public final class Samples {
    public static final Path FOLDER = Path.of("../../src/samples");
    private static final Path TRUTH = Path.of("../../src/test/resources/dev/descry/scenes/samples.jsonl");
    private static final Path BROKEN = Path.of("../../src/test/resources/dev/descry/reference/images");

    private Samples() {}

    /** The description a person would write. */
    public static String truth(String image) throws IOException {
        for (String line : Files.readAllLines(TRUTH)) {
            JsonNode scene = new ObjectMapper().readTree(line);
            if (scene.path("image").asText().equals(image)) {
                return StreamSupport.stream(scene.path("sentences").spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(" "));
            }
        }
        throw new IllegalArgumentException("samples: expected " + image + " in " + TRUTH);
    }

    /** A copy of a sample in a folder. */
    public static Path copy(String image, Path folder) throws IOException {
        return Files.copy(FOLDER.resolve(image), folder.resolve(image));
    }

    /** A file of the reference images, the broken ones among them. */
    public static Path reference(String name) {
        return BROKEN.resolve(name);
    }
}
