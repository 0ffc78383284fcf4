package dev.descry.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.model.ModelException;
import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.GenerationException.Kind;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.ort.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class VisionLanguageModelTest {
    private static final Settings SETTINGS = new Settings(Device.CPU, 2, 2, GenerationLoop.Limits.DEFAULT);

    @TempDir
    private static Path folder;

    @Test
    void graphsInTheWrongPlaceAreRefusedWithWhatWasExpected(@TempDir Path place) throws IOException {
        ModelPackage files = foreign("tied-flat-fp32", place);
        Files.copy(
                place.resolve("onnx/embed_tokens.onnx"),
                place.resolve("onnx/vision_encoder.onnx"),
                StandardCopyOption.REPLACE_EXISTING);
        refused(files, "vision_encoder.onnx: expected input pixel_values", "found [input_ids]");
    }

    @Test
    void graphsOfOtherSizesAreRefusedWithWhatWasExpected(@TempDir Path place, @TempDir Path other) throws IOException {
        ModelPackage files = foreign("tied-flat-fp32", place);
        foreign("untied-nested-bf16", other);
        for (String file : List.of("decoder_model_merged.onnx", "decoder_model_merged.onnx_data")) {
            Path from = other.resolve("onnx").resolve(file);
            if (Files.exists(from)) {
                Files.copy(from, place.resolve("onnx").resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        refused(
                files,
                "decoder_model_merged.onnx: expected input inputs_embeds",
                "64",
                "found inputs_embeds FLOAT",
                "96");
    }

    @Test
    void damagedGraphsAreRefusedWithTheirName(@TempDir Path place) throws IOException {
        ModelPackage files = foreign("tied-flat-fp32", place);
        Files.writeString(place.resolve("onnx/embed_tokens.onnx"), "no graph");
        refused(files, "embed_tokens.onnx: expected a graph ONNX Runtime can open");
    }

    @Test
    void aPackageThatNamesNoEndIsRefused(@TempDir Path place) throws IOException {
        ModelPackage files = foreign("tied-flat-fp32", place);
        Path config = place.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("eos_token_id", "eos"));
        Files.delete(place.resolve("generation_config.json"));
        refused(ModelPackage.open(files.folder()), "eos_token_id");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "counts threads and memory in /proc")
    void openingAndClosingFiftyTimesLeavesNoThreadAndLittleMemory() throws Exception {
        ModelPackage files = BuiltPackages.fp32("tied-flat-fp32", folder.resolve("fifty"));
        for (int i = 0; i < 10; i++) {
            openAnswerClose(files);
        }
        long threads = nativeThreads();
        long pages = residentPages();
        for (int i = 0; i < 50; i++) {
            openAnswerClose(files);
        }
        // The JVM itself starts a few; fifty packages that stay would keep a hundred and more.
        assertThat(nativeThreads()).isLessThan(threads + 20);
        // One open package of this checkpoint takes about 10 MB, so fifty that stay would take ten times the bound.
        assertThat((residentPages() - pages) * 4096).isLessThan(50L << 20);
    }

    @Test
    void closingAModelInTheMiddleOfAnAnswerCancelsIt() {
        ModelPackage files = BuiltPackages.fp32("tied-flat-fp32", folder.resolve("closing"));
        VisionLanguageModel model = VisionLanguageModel.open(files, SETTINGS);
        Generation answer = model.generate(text(3, 30_000));
        model.close();
        assertThatThrownBy(() -> all(answer))
                .isInstanceOfSatisfying(
                        GenerationException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANCELLED));
    }

    @Test
    void aLongPromptIsCancelledWhileItIsRead() throws InterruptedException {
        ModelPackage files = BuiltPackages.fp32("tied-flat-fp32", folder.resolve("long"));
        Settings onePart = new Settings(Device.CPU, 1, 1, new GenerationLoop.Limits(4, 5_000));
        try (VisionLanguageModel model = VisionLanguageModel.open(files, onePart)) {
            Generation answer = model.generate(text(5_000, 4));
            awaitRun();
            answer.cancel();
            assertThatThrownBy(() -> all(answer)).isInstanceOf(GenerationException.class);
            assertThat(all(model.generate(text(3, 2)))).hasSize(2);
        }
    }

    /** Returns once the thread of a model is in ONNX Runtime. */
    private static void awaitRun() {
        boolean running = false;
        while (!running) {
            running = Thread.getAllStackTraces().entrySet().stream()
                    .filter(thread -> thread.getKey().getName().equals("descry-generation"))
                    .flatMap(thread -> Arrays.stream(thread.getValue()))
                    .anyMatch(frame -> frame.getMethodName().equals("read")
                            && frame.getClassName().equals(InPlaceDecoder.class.getName()));
        }
    }

    private static void openAnswerClose(ModelPackage files) throws InterruptedException {
        try (VisionLanguageModel model = VisionLanguageModel.open(files, SETTINGS)) {
            assertThat(all(model.generate(text(5, 3)))).hasSize(3);
        }
    }

    private static GenerationRequest text(int promptTokens, int newTokens) {
        int[] prompt =
                IntStream.range(0, promptTokens).map(i -> 1 + i * 7 % 400).toArray();
        return new GenerationRequest(
                prompt, Positions.of(prompt, 498, List.of(), 2), List.of(), Sampling.GREEDY, newTokens);
    }

    private static List<Integer> all(Generation answer) throws InterruptedException {
        List<Integer> tokens = new ArrayList<>();
        for (int token = answer.next(); token != Generation.END; token = answer.next()) {
            tokens.add(token);
        }
        return tokens;
    }

    private static void refused(ModelPackage files, String... words) {
        assertThatThrownBy(() -> VisionLanguageModel.open(files, SETTINGS))
                .isInstanceOf(ModelException.class)
                .hasMessageContainingAll(words);
    }

    private static ModelPackage foreign(String checkpoint, Path place) {
        return BuiltPackages.withoutManifest(
                Path.of("test/resources/dev/descry/reference/checkpoints").resolve(checkpoint),
                place,
                new Precisions(Precision.FP32, Precision.FP32));
    }

    private static long nativeThreads() throws IOException {
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.count();
        }
    }

    private static long residentPages() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ", -1)[1]);
    }
}
