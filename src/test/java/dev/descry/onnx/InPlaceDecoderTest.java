package dev.descry.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.config.Qwen2VlConfig;
import dev.descry.model.graph.Target;
import dev.descry.model.packages.ModelPackage;
import dev.descry.ort.Device;
import dev.descry.ort.DeviceChoice;
import dev.descry.ort.SessionSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The logits behind the tokens, each step of the reference against the slots of the cache. */
class InPlaceDecoderTest {
    private static final Path REFERENCE = Path.of("test/resources/dev/descry/reference");
    private static final String CHECKPOINT = "tied-flat-fp32";
    private static final int STEPS = 32;

    @Test
    void everyStepHasTheLogitsOfTheReferenceInEverySlot(@TempDir Path folder) throws IOException {
        ModelPackage files = BuiltPackages.fp32(CHECKPOINT, folder.resolve("package"));
        assertThat(largestDifference(files, Device.CPU)).isLessThan(2e-4f);
    }

    @Test
    void graphsForAGpuComeCloseOnAProcessor(@TempDir Path folder) throws IOException {
        assertThat(largestDifference(sixteenBits(folder, Target.CUDA), Device.CPU))
                .isLessThan(2e-2f);
    }

    @Test
    @Tag("gpu")
    void graphsForAGpuComeCloseOnAGpu(@TempDir Path folder) throws IOException {
        DeviceChoice choice = DeviceChoice.of("auto");
        assumeFalse(choice.device().isHost(), choice::reason);
        assertThat(largestDifference(sixteenBits(folder.resolve("half"), Target.CUDA), choice.device()))
                .isLessThan(2e-2f);
        assertThat(largestDifference(sixteenBits(folder.resolve("brain"), Target.CUDA_BF16), choice.device()))
                .isLessThan(1e-1f);
    }

    private static ModelPackage sixteenBits(Path folder, Target target) {
        return BuiltPackages.build(
                REFERENCE.resolve("checkpoints").resolve(CHECKPOINT),
                folder.resolve("package"),
                new Precisions(Precision.FP16, Precision.FP16),
                target);
    }

    /**
     * Feeds the tokens of the reference to slots 0 and 2, with slot 1 free and slot 2 five steps behind.
     *
     * @return as a part of the largest logit
     */
    private static float largestDifference(ModelPackage files, Device device) throws IOException {
        JsonNode one = new ObjectMapper()
                .readTree(REFERENCE
                        .resolve("parity")
                        .resolve(CHECKPOINT + ".json")
                        .toFile())
                .get("cases")
                .get(0);
        Qwen2VlConfig config = Qwen2VlConfig.of(files.config());
        try (Graphs graphs = Graphs.open(
                        files,
                        config.language().sizes(),
                        VisionEncoder.signature(config),
                        SessionSettings.cpu(1).on(device));
                InPlaceDecoder decoder =
                        new InPlaceDecoder(graphs, config.language().sizes(), 3, 16)) {
            Replay early = new Replay(one, config, 0);
            Replay late = new Replay(one, config, 2);
            decoder.grow(early.sequence.need());
            early.read(decoder);
            while (early.goesOn()) {
                List<Replay> together = late.started() ? List.of(early, late) : List.of(early);
                together.forEach(Replay::force);
                decoder.step(together.stream()
                        .flatMap(replay -> replay.sequence.branches().stream())
                        .toList());
                for (int row = 0; row < together.size(); row++) {
                    together.get(row).sequence.stepped();
                    together.get(row).compare(decoder, row);
                }
                if (early.step == 5) {
                    late.read(decoder);
                }
            }
            assertThat(late.step).isEqualTo(STEPS - 6);
            return Math.max(early.difference, late.difference);
        }
    }

    /** One case of the reference in one slot. */
    private static final class Replay {
        private final Sequence sequence;
        private final float[] expected;
        private final int[] tokens;
        private final int vocabulary;
        private int step = -1;
        private float difference;

        Replay(JsonNode one, Qwen2VlConfig config, int slot) throws IOException {
            int[] ids = numbers(one.get("ids"));
            int[] sides = numbers(one.get("gridThw"));
            Grid grid = new Grid(sides[0], sides[1], sides[2]);
            Positions positions = Positions.of(ids, config.imageToken(), List.of(grid), 2);
            ImageFeatures image = new ImageFeatures("image", grid, floats(one.get("imageFeatures")));
            sequence = new Sequence(
                    new GenerationRequest(ids, positions, List.of(image), Sampling.GREEDY, STEPS), 16, 1_000);
            sequence.take(new int[] {slot}, 0);
            expected = floats(one.get("stepLogits"));
            tokens = numbers(one.get("tokens"));
            vocabulary = config.language().vocab();
        }

        boolean started() {
            return step >= 0;
        }

        boolean goesOn() {
            return step + 1 < STEPS;
        }

        void read(InPlaceDecoder decoder) {
            while (!sequence.answering()) {
                int end = sequence.nextReading();
                decoder.read(sequence, end);
                sequence.read(end);
            }
            compare(decoder, 0);
        }

        /** Makes the token of the reference the last one, whatever the logits say. */
        void force() {
            float[] only = new float[vocabulary];
            only[tokens[step]] = 1;
            sequence.choose(_ -> only, new StopTokens(Set.of()), (from, to, held) -> {});
        }

        void compare(InPlaceDecoder decoder, int row) {
            step++;
            float[] found = new float[vocabulary];
            decoder.logits(row, found);
            float largest = 0;
            float most = 0;
            for (int i = 0; i < vocabulary; i++) {
                float wanted = expected[step * vocabulary + i];
                largest = Math.max(largest, Math.abs(wanted));
                most = Math.max(most, Math.abs(wanted - found[i]));
            }
            difference = Math.max(difference, most / largest);
        }
    }

    private static int[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    private static float[] floats(JsonNode base64) throws IOException {
        byte[] bytes = base64.binaryValue();
        float[] floats = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        return floats;
    }
}
