package dev.descry.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.model.config.Qwen2VlConfig;
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.ort.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many askers at once: shared beginnings and images, long and short prompts, draws, and some who leave early. */
@Timeout(120)
class CrowdTest {
    private static final GenerationLoop.Limits LIMITS = new GenerationLoop.Limits(64, 16);

    private final Random random = new Random(7);

    @Test
    void everyoneGetsWhatHeGetsAlone(@TempDir Path folder) {
        ModelPackage files = BuiltPackages.fp32("tied-flat-fp32", folder.resolve("package"));
        Qwen2VlConfig config = Qwen2VlConfig.of(files.config());
        List<ImageFeatures> images =
                IntStream.range(0, 3).mapToObj(i -> image(config, i)).toList();
        List<GenerationRequest> requests = IntStream.range(0, 24)
                .mapToObj(i -> request(config, images.get(i % 3), i))
                .toList();
        List<List<Integer>> alone;
        try (VisionLanguageModel one = VisionLanguageModel.open(files, new Settings(Device.CPU, 1, 1, LIMITS))) {
            alone = requests.stream()
                    .map(request -> all(one.generate(request), Integer.MAX_VALUE))
                    .toList();
        }
        try (VisionLanguageModel four = VisionLanguageModel.open(files, new Settings(Device.CPU, 2, 4, LIMITS))) {
            List<CompletableFuture<Void>> askers = IntStream.range(0, 8)
                    .mapToObj(seed -> CompletableFuture.runAsync(
                            () -> ask(four, requests, alone, new Random(seed)), Thread::startVirtualThread))
                    .toList();
            assertThat(askers).allSatisfy(CompletableFuture::join);
        }
    }

    private static void ask(
            VisionLanguageModel model, List<GenerationRequest> requests, List<List<Integer>> alone, Random random) {
        for (int i = 0; i < 30; i++) {
            int which = random.nextInt(requests.size());
            try (Generation answer = model.generate(requests.get(which))) {
                if (random.nextInt(4) == 0) {
                    all(answer, random.nextInt(5));
                } else {
                    assertThat(all(answer, Integer.MAX_VALUE)).isEqualTo(alone.get(which));
                }
            }
        }
    }

    private static List<Integer> all(Generation answer, int most) {
        List<Integer> tokens = new ArrayList<>();
        try {
            int token = 0;
            while (tokens.size() < most && token != Generation.END) {
                token = answer.next();
                if (token != Generation.END) {
                    tokens.add(token);
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return tokens;
    }

    private ImageFeatures image(Qwen2VlConfig config, int number) {
        Grid grid = new Grid(1, 2 + 2 * number, 4);
        float[] rows = new float[grid.tokens(2) * config.language().width()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) random.nextGaussian() / 2;
        }
        return new ImageFeatures("image " + number, grid, rows);
    }

    private GenerationRequest request(Qwen2VlConfig config, ImageFeatures image, int number) {
        int length = number % 8 == 0 ? 500 : 1 + random.nextInt(40);
        int[] ids = IntStream.concat(
                        IntStream.concat(
                                IntStream.of(5, 6, 7),
                                IntStream.generate(config::imageToken)
                                        .limit(image.grid().tokens(2))),
                        IntStream.range(0, length).map(i -> i < 12 ? 20 + i : 1 + random.nextInt(400)))
                .toArray();
        Positions positions = Positions.of(ids, config.imageToken(), List.of(image.grid()), 2);
        Sampling sampling = number % 3 == 0 ? new Sampling(1, 20, 0.9, 1.1, 3, number) : Sampling.GREEDY;
        return new GenerationRequest(ids, positions, List.of(image), sampling, 1 + random.nextInt(50));
    }
}
