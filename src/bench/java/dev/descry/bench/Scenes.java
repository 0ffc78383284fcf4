package dev.descry.bench;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.image.Image;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Drawn scenes that no model was trained on, and what they show: {@code scenes=} a folder that {@code scenes.py eval} made,
 * {@code count=400}.
 */
record Scenes(Path folder, List<Truth> truths) {
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** A line of {@code truth.jsonl}. */
    record Truth(String image, List<String> sentences, String planted, String falseSentence) {}

    static Scenes of(Options options) throws IOException {
        Path folder = Path.of(options.text("scenes", "test/resources/dev/descry/scenes"));
        List<Truth> truths = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("truth.jsonl"))) {
            if (truths.size() < options.number("count", 400)) {
                truths.add(JSON.readValue(line, Truth.class));
            }
        }
        return new Scenes(folder, truths);
    }

    int count() {
        return truths.size();
    }

    List<String> sentences(int scene) {
        return truths.get(scene).sentences();
    }

    Image image(int scene) {
        try {
            return Image.of(Files.readAllBytes(
                    folder.resolve("images").resolve(truths.get(scene).image())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
