package dev.descry.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.graph.Reference.Case;
import dev.descry.ort.ElementType;
import dev.descry.ort.OrtException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Graphs for CUDA, as far as they can be tried on a processor: ONNX Runtime runs their 16-bit operators in 32 bits there
 * and rounds between them.
 */
class CudaGraphsTest {
    private static final String CHECKPOINT = "untied-nested-bf16";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("dev.descry.model.graph.Reference#checkpoints")
    void everyTokenIn16BitsIsThatOfTheReference(String checkpoint) {
        everyTokenIsThatOfTheReference(checkpoint, Precision.FP16, 5e-3);
    }

    @ParameterizedTest
    @MethodSource("dev.descry.model.graph.Reference#checkpoints")
    void everyTokenIn32BitsWithA16BitCacheIsThatOfTheReference(String checkpoint) {
        everyTokenIsThatOfTheReference(checkpoint, Precision.FP32, 2e-3);
    }

    private void everyTokenIsThatOfTheReference(String checkpoint, Precision precision, double bound) {
        Precisions precisions = new Precisions(precision, precision);
        try (BuiltPackage model =
                BuiltPackage.build(Reference.checkpoint(checkpoint), folder, precisions, Target.CUDA)) {
            assertThat(model.cacheType()).isEqualTo(ElementType.FLOAT16);
            Case asked = Reference.cases(checkpoint).getFirst();
            try (Conversation conversation = model.conversation()) {
                float[] logits = conversation.feed(model.embeds(asked.ids(), asked.imageFeatures()), asked.positions());
                assertThat(Figures.error(logits, asked.firstLogits())).isBetween(1e-5, bound);
                long position = asked.ids().length + asked.ropeDelta();
                for (long token : asked.tokens()) {
                    assertThat(Figures.best(logits)).isEqualTo(token);
                    logits = conversation.feed(token, position++);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"INT8, 1e-3", "INT4, 0.35", "INT4_128, 0.35"})
    void coarseWeightsKeepActivationsExact(Precision precision, double bound) {
        Precisions precisions = new Precisions(Precision.FP32, precision);
        try (BuiltPackage model =
                BuiltPackage.build(Reference.checkpoint(CHECKPOINT), folder, precisions, Target.CUDA)) {
            List<Case> cases = Reference.cases(CHECKPOINT);
            assertThat(cases).allSatisfy(asked -> {
                float[] features = asked.hasImage() ? asked.imageFeatures() : new float[0];
                try (Conversation conversation = model.conversation()) {
                    float[] logits = conversation.feed(model.embeds(asked.ids(), features), asked.positions());
                    assertThat(1 - Figures.cosine(logits, asked.firstLogits())).isLessThan(bound);
                }
            });
        }
    }

    @Test
    void bfloat16GraphsAreSoundButNeedCudaToRun() {
        Precisions half = new Precisions(Precision.FP16, Precision.FP16);

        // Types and shapes are checked before kernels are looked for.
        assertThatThrownBy(() -> BuiltPackage.build(Reference.checkpoint(CHECKPOINT), folder, half, Target.CUDA_BF16))
                .isInstanceOf(OrtException.class)
                .hasMessageContaining("Could not find an implementation");
    }
}
