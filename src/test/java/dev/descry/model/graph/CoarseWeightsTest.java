package dev.descry.model.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.graph.Reference.Case;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How far coarse weights move the first logits: 1 less the cosine between them and the reference's, worst over all
 * prompts. Random weights react to rounding far more than trained ones.
 */
class CoarseWeightsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"FP16, 1e-5", "INT8, 5e-3", "INT4, 0.35", "INT4_128, 0.35"})
    void logitsStayNearTheReference(Precision precision, double bound) {
        double worst = 0;
        for (String checkpoint : Reference.checkpoints()) {
            worst = Math.max(worst, worst(checkpoint, precision, folder.resolve(checkpoint)));
        }
        assertThat(worst).isBetween(bound / 100, bound);
    }

    private static double worst(String checkpoint, Precision precision, Path folder) {
        double worst = 0;
        Precisions precisions = new Precisions(precision, precision);
        try (BuiltPackage model = BuiltPackage.build(Reference.checkpoint(checkpoint), folder, precisions)) {
            for (Case asked : Reference.cases(checkpoint)) {
                float[] features = asked.hasImage() ? asked.imageFeatures() : new float[0];
                try (Conversation conversation = model.conversation()) {
                    float[] logits = conversation.feed(model.embeds(asked.ids(), features), asked.positions());
                    worst = Math.max(worst, 1 - Figures.cosine(logits, asked.firstLogits()));
                }
            }
        }
        return worst;
    }
}
