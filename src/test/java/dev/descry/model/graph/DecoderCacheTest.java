package dev.descry.model.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.graph.Reference.Case;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways of feeding a decoder that must make no difference. */
class DecoderCacheTest {
    private static final String CHECKPOINT = "tied-flat-fp32";
    private static final double SAME = 5e-6;
    private static final int CAPACITY = 128;

    @TempDir
    private Path folder;

    private BuiltPackage model;
    private Case asked;
    private float[] embeds;

    @BeforeEach
    void build() {
        model = BuiltPackage.build(
                Reference.checkpoint(CHECKPOINT), folder, new Precisions(Precision.FP32, Precision.FP32));
        asked = Reference.cases(CHECKPOINT).getFirst();
        embeds = model.embeds(asked.ids(), asked.imageFeatures());
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void promptInPartsEqualsPromptAtOnce() {
        try (Conversation conversation = model.conversation()) {
            float[] logits = new float[0];
            for (int first = 0; first < asked.ids().length; first += 7) {
                int count = Math.min(7, asked.ids().length - first);
                logits = conversation.feed(part(embeds, first, count), positions(first, count));
            }
            assertThat(Figures.error(logits, asked.firstLogits())).isLessThan(SAME);
        }
    }

    @Test
    void cacheInPlaceEqualsOneThatGrows() {
        try (Conversation growing = model.conversation();
                Slots slots = new Slots(model, 1, CAPACITY)) {
            float[] expected = growing.feed(embeds, asked.positions());
            assertThat(Figures.error(slots.fill(0, embeds, asked.positions()), expected))
                    .isLessThan(SAME);

            int length = asked.ids().length;
            for (long token : asked.tokens()) {
                long position = length + asked.ropeDelta();
                float[] found = slots.step(new long[] {token}, new long[] {position}, ++length);
                assertThat(Figures.error(found, growing.feed(token, position))).isLessThan(SAME);
            }
        }
    }

    @Test
    void sequencesOfDifferentLengthsAnswerTogetherWhatTheyAnswerAlone() {
        Case other = Reference.cases(CHECKPOINT).getLast();
        float[] otherEmbeds = model.embeds(other.ids(), new float[0]);
        int length = asked.ids().length;
        int otherLength = other.ids().length;
        assertThat(length).isNotEqualTo(otherLength);

        try (Conversation first = model.conversation();
                Conversation second = model.conversation();
                Slots slots = new Slots(model, 2, CAPACITY)) {
            slots.fill(0, embeds, asked.positions());
            slots.fill(1, otherEmbeds, other.positions());
            first.feed(embeds, asked.positions());
            second.feed(otherEmbeds, other.positions());

            long[] tokens = {asked.tokens()[0], other.tokens()[0]};
            long[] positions = {length + asked.ropeDelta(), otherLength + other.ropeDelta()};
            float[] both = slots.step(tokens, positions, length + 1, otherLength + 1);

            int vocab = both.length / 2;
            float[] one = Arrays.copyOf(both, vocab);
            float[] two = Arrays.copyOfRange(both, vocab, 2 * vocab);
            assertThat(Figures.error(one, first.feed(tokens[0], positions[0]))).isLessThan(SAME);
            assertThat(Figures.error(two, second.feed(tokens[1], positions[1]))).isLessThan(SAME);
        }
    }

    private float[] part(float[] rows, int first, int count) {
        int width = model.config.language().width();
        return Arrays.copyOfRange(rows, first * width, (first + count) * width);
    }

    private long[] positions(int first, int count) {
        long[] all = asked.positions();
        int length = all.length / 3;
        long[] part = new long[3 * count];
        for (int axis = 0; axis < 3; axis++) {
            System.arraycopy(all, axis * length + first, part, axis * count, count);
        }
        return part;
    }
}
