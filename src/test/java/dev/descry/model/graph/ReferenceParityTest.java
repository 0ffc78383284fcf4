package dev.descry.model.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.graph.Reference.Case;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs in 32-bit floats answer what transformers answers, from every layout that checkpoints are published in. */
class ReferenceParityTest {
    private static final Precisions EXACT = new Precisions(Precision.FP32, Precision.FP32);

    /** The bound asked for is 2e-4; what is measured is about 3e-6. */
    private static final double CLOSE = 2e-5;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource({"dev.descry.model.graph.Reference#checkpoints", "dev.descry.model.graph.Reference#packed"})
    void everyTokenAndTheFirstLogitsAreThoseOfTheReference(String checkpoint) {
        try (BuiltPackage model = BuiltPackage.build(Reference.checkpoint(checkpoint), folder, EXACT)) {
            for (Case asked : Reference.cases(checkpoint)) {
                try (Conversation conversation = model.conversation()) {
                    float[] features = asked.hasImage() ? asked.imageFeatures() : new float[0];
                    float[] logits = conversation.feed(model.embeds(asked.ids(), features), asked.positions());
                    assertThat(Figures.error(logits, asked.firstLogits())).isLessThan(CLOSE);

                    long position = asked.ids().length + asked.ropeDelta();
                    for (long token : asked.tokens()) {
                        assertThat(Figures.best(logits)).isEqualTo(token);
                        logits = conversation.feed(token, position++);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tied-flat-fp32", "head128-flat-bf16"})
    void imageFeaturesAreThoseOfTheReference(String checkpoint) throws IOException {
        float[] pixels = pixelsOfTheWideImage();
        try (BuiltPackage model = BuiltPackage.build(Reference.checkpoint(checkpoint), folder, EXACT)) {
            List<Case> cases = Reference.cases(checkpoint).stream()
                    .filter(asked -> asked.node().path("image").asText().equals("wide-100x37.png"))
                    .toList();
            assertThat(cases).isNotEmpty();
            for (Case asked : cases) {
                assertThat(Figures.error(model.features(pixels, asked.grid()), asked.imageFeatures()))
                        .isLessThan(CLOSE);
            }
        }
    }

    private static float[] pixelsOfTheWideImage() throws IOException {
        byte[] bytes = Files.readAllBytes(Reference.FOLDER.resolve("parity/wide-100x37.bin"));
        float[] pixels = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(pixels);
        return pixels;
    }
}
