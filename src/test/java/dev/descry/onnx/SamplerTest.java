package dev.descry.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class SamplerTest {
    @Test
    void rulesLeaveTheScoresOfTheReference() throws IOException {
        int compared = 0;
        for (JsonNode vector : vectors()) {
            Sampling rules = rules(vector);
            float[] scores = penalised(vector);
            float[] expected = floats(vector.get("scores"));
            if (rules.temperature() == 0) {
                assertThat(scores).as(vector.get("parameters").toString()).isEqualTo(expected);
                compared++;
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(8);
    }

    @Test
    void drawsAreAmongTheTokensOfTheReferenceWithItsProbabilities() throws IOException {
        int compared = 0;
        for (JsonNode vector : vectors()) {
            Sampling rules = rules(vector);
            if (rules.temperature() > 0) {
                Candidates candidates = new Candidates();
                float[] scores = penalised(vector);
                candidates.choose(scores, highest(scores), rules);
                compare(vector, candidates);
                compared++;
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(6);
    }

    private static void compare(JsonNode vector, Candidates candidates) {
        String parameters = vector.get("parameters").toString();
        float[] expected = floats(vector.get("probabilities"));
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < candidates.count(); i++) {
            kept.add(candidates.id(i));
            assertThat(candidates.probability(i)).as(parameters).isCloseTo(expected[candidates.id(i)], within(1e-6));
        }
        assertThat(kept)
                .as(parameters)
                .containsExactlyInAnyOrderElementsOf(
                        numbers(vector.get("kept")).boxed().toList());
    }

    @Test
    void greedyTakesTheLowestOfEquals() {
        assertThat(new Sampler(Sampling.GREEDY, new int[] {0}).next(new float[] {-1, 3, 3, 2}))
                .isEqualTo(1);
    }

    @Test
    void theSameSeedDrawsTheSameAndAnotherDoesNot() {
        assertThat(draws(1)).isEqualTo(draws(1)).isNotEqualTo(draws(2));
    }

    @Test
    void tokensAreDrawnAsOftenAsTheyAreLikely() {
        Sampler sampler = new Sampler(new Sampling(1, 0, 1, 1, 0, 5), new int[] {0});
        int[] counts = new int[3];
        for (int i = 0; i < 20_000; i++) {
            counts[sampler.next(new float[] {0, (float) Math.log(2), (float) Math.log(5)})]++;
        }
        assertThat(counts[0] / 20_000.0).isCloseTo(1 / 8.0, within(0.01));
        assertThat(counts[2] / 20_000.0).isCloseTo(5 / 8.0, within(0.01));
    }

    @Test
    void logitsThatAreNoNumbersAreAFault() {
        Sampler sampler = new Sampler(Sampling.GREEDY, new int[] {0});
        assertThatThrownBy(() -> sampler.next(new float[] {1, Float.NaN, 2}))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("NaN");
    }

    private static List<Integer> draws(long seed) {
        Sampler sampler = new Sampler(new Sampling(1.5, 0, 0.95, 1.1, 0, seed), new int[] {0});
        return IntStream.range(0, 40)
                .mapToObj(i -> sampler.next(new float[] {1, 2, 3, 2, 1, 0, 2, 3}))
                .toList();
    }

    private static float[] penalised(JsonNode vector) {
        Sampling rules = rules(vector);
        History history = new History(numbers(vector.get("history")).toArray());
        float[] logits = floats(vector.get("logits"));
        if (rules.repetitionPenalty() != 1) {
            history.penalise(logits, (float) rules.repetitionPenalty());
        }
        if (rules.noRepeatNgram() > 0) {
            history.forbidRepeats(logits, rules.noRepeatNgram());
        }
        return logits;
    }

    private static Sampling rules(JsonNode vector) {
        JsonNode parameters = vector.get("parameters");
        double temperature = parameters.path("do_sample").asBoolean() ? 1 : 0;
        return new Sampling(
                parameters.path("temperature").asDouble(temperature),
                parameters.path("top_k").asInt(0),
                parameters.path("top_p").asDouble(1),
                parameters.path("repetition_penalty").asDouble(1),
                parameters.path("no_repeat_ngram_size").asInt(0),
                0);
    }

    private static float highest(float[] scores) {
        float highest = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
            highest = Math.max(highest, score);
        }
        return highest;
    }

    private static JsonNode vectors() throws IOException {
        return new ObjectMapper()
                .readTree(new File("test/resources/dev/descry/reference/sampling.json"))
                .get("cases");
    }

    private static IntStream numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt);
    }

    private static float[] floats(JsonNode base64) {
        try {
            byte[] bytes = base64.binaryValue();
            float[] floats = new float[bytes.length / Float.BYTES];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(floats);
            return floats;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
