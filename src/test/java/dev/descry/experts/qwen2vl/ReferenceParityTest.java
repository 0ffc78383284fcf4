package dev.descry.experts.qwen2vl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.caption.Decoding;
import dev.descry.image.DecodeLimits;
import dev.descry.image.Image;
import dev.descry.image.ImageDecoder;
import dev.descry.image.Pixels;
import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.config.ImageSettings;
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.BuiltPackages;
import dev.descry.onnx.Generation;
import dev.descry.onnx.GenerationLoop;
import dev.descry.onnx.GenerationRequest;
import dev.descry.onnx.Grid;
import dev.descry.onnx.ImageFeatures;
import dev.descry.onnx.Positions;
import dev.descry.onnx.Sampling;
import dev.descry.onnx.Stop;
import dev.descry.onnx.VisionLanguageModel;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.ort.Device;
import dev.descry.tensor.PatchTensor;
import dev.descry.tensor.Qwen2VlPreprocessing;
import dev.descry.text.ChatTemplate;
import dev.descry.text.Tokenizer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every number between an image file and its caption, compared with transformers. */
class ReferenceParityTest {
    private static final int NEW_TOKENS = 32;

    @ParameterizedTest
    @ValueSource(strings = {"tied-flat-fp32", "untied-nested-bf16", "sharded-flat-fp16", "head128-flat-bf16"})
    void promptsPositionsFeaturesAndTokensAreThoseOfTheReference(String checkpoint, @TempDir Path folder)
            throws Exception {
        ModelPackage files = BuiltPackages.fp32(checkpoint, folder.resolve("package"));
        List<ReferenceCase> cases = ReferenceCase.of(checkpoint);
        try (Tokenizer tokenizer = Tokenizer.open(files.file("tokenizer.json"));
                VisionLanguageModel model = VisionLanguageModel.open(files, settings(3, 7))) {
            List<GenerationRequest> requests = new ArrayList<>();
            for (ReferenceCase one : cases) {
                requests.add(request(files, tokenizer, model, one));
            }
            for (int i = 0; i < cases.size(); i++) {
                assertThat(answer(model.generate(requests.get(i))))
                        .as("alone: case %d of %s", i, checkpoint)
                        .isEqualTo(cases.get(i).tokens());
            }
            List<Generation> together = requests.stream().map(model::generate).toList();
            for (int i = 0; i < cases.size(); i++) {
                assertThat(answer(together.get(i)))
                        .as("in slots: case %d of %s", i, checkpoint)
                        .isEqualTo(cases.get(i).tokens());
            }
        }
        assertThat(cases).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void cachesThatGrowAnswerTheSame(@TempDir Path folder) throws Exception {
        ModelPackage files = BuiltPackages.withoutManifest(
                ReferenceCase.FOLDER.resolve("checkpoints/untied-nested-bf16"),
                folder.resolve("package"),
                new Precisions(Precision.FP32, Precision.FP32));
        List<ReferenceCase> cases = ReferenceCase.of("untied-nested-bf16");
        try (Tokenizer tokenizer = Tokenizer.open(files.file("tokenizer.json"));
                VisionLanguageModel model = VisionLanguageModel.open(files, settings(2, 7))) {
            List<Generation> together = new ArrayList<>();
            for (ReferenceCase one : cases) {
                together.add(model.generate(request(files, tokenizer, model, one)));
            }
            for (int i = 0; i < cases.size(); i++) {
                assertThat(answer(together.get(i))).isEqualTo(cases.get(i).tokens());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FP16")
    void answersDoNotDependOnTheirNeighbours(Precision precision, @TempDir Path folder) throws Exception {
        ModelPackage files = BuiltPackages.build(
                ReferenceCase.FOLDER.resolve("checkpoints/sharded-flat-fp16"),
                folder.resolve("package"),
                new Precisions(Precision.FP32, precision));
        try (Tokenizer tokenizer = Tokenizer.open(files.file("tokenizer.json"));
                VisionLanguageModel model = VisionLanguageModel.open(files, settings(4, 16))) {
            List<GenerationRequest> requests = new ArrayList<>();
            for (ReferenceCase one : ReferenceCase.of("sharded-flat-fp16")) {
                requests.add(request(files, tokenizer, model, one));
            }
            List<List<Integer>> alone = new ArrayList<>();
            for (GenerationRequest request : requests) {
                alone.add(answer(model.generate(request)));
            }
            List<Generation> together = requests.stream().map(model::generate).toList();
            for (int i = 0; i < alone.size(); i++) {
                assertThat(answer(together.get(i))).as("case %d", i).isEqualTo(alone.get(i));
            }
        }
    }

    @Test
    void whatWasWrittenTokenByTokenReadsTheSameAsOnePrompt(@TempDir Path folder) throws Exception {
        ModelPackage files = BuiltPackages.fp32("head128-flat-bf16", folder.resolve("package"));
        ReferenceCase one = ReferenceCase.of("head128-flat-bf16").getFirst();
        try (Tokenizer tokenizer = Tokenizer.open(files.file("tokenizer.json"));
                VisionLanguageModel model = VisionLanguageModel.open(files, settings(1, 256))) {
            GenerationRequest request = request(files, tokenizer, model, one);
            for (int written : new int[] {1, 9, 20}) {
                GenerationRequest longer =
                        continued(model, request, one.tokens().subList(0, written));
                assertThat(answer(model.generate(longer)))
                        .isEqualTo(one.tokens().subList(written, NEW_TOKENS));
            }
        }
    }

    private static GenerationRequest continued(
            VisionLanguageModel model, GenerationRequest request, List<Integer> written) {
        int[] ids = IntStream.concat(
                        Arrays.stream(request.prompt()), written.stream().mapToInt(Integer::intValue))
                .toArray();
        List<Grid> grids = request.images().stream().map(ImageFeatures::grid).toList();
        return new GenerationRequest(
                ids,
                Positions.of(ids, model.config().imageToken(), grids, 2),
                request.images(),
                Sampling.GREEDY,
                NEW_TOKENS - written.size());
    }

    private static GenerationRequest request(
            ModelPackage files, Tokenizer tokenizer, VisionLanguageModel model, ReferenceCase one) throws Exception {
        List<ImageFeatures> images = new ArrayList<>();
        if (one.image().isPresent()) {
            images.add(features(files, model, one, one.image().get()));
        }
        List<Grid> grids = images.stream().map(ImageFeatures::grid).toList();
        int[] ids = new PromptEncoder(tokenizer, model.config())
                .encode(ChatTemplate.conversation(one.conversation()), grids);
        assertThat(ids).isEqualTo(one.ids());
        Positions positions = Positions.of(ids, model.config().imageToken(), grids, 2);
        for (int token = 0; token < ids.length; token++) {
            for (int axis = 0; axis < 3; axis++) {
                assertThat(positions.at(axis, token)).isEqualTo(one.position(axis, token));
            }
        }
        assertThat(positions.delta()).isEqualTo(one.delta());
        return new GenerationRequest(ids, positions, images, Sampling.GREEDY, NEW_TOKENS);
    }

    private static ImageFeatures features(ModelPackage files, VisionLanguageModel model, ReferenceCase one, Path file)
            throws IOException, NoSuchAlgorithmException {
        Pixels pixels = new ImageDecoder(DecodeLimits.DEFAULT).decode(Image.of(Files.readAllBytes(file)));
        Qwen2VlPreprocessing own = ImageSettings.read(files.file(ImageSettings.FILE))
                .qwen2Vl(model.config().vision());
        Qwen2VlPreprocessing limited = ImageReading.within(own, Decoding.GREEDY);
        try (Arena arena = Arena.ofConfined()) {
            PatchTensor patches = limited.apply(pixels, arena);
            assertThat(new int[] {patches.gridT(), patches.gridH(), patches.gridW()})
                    .isEqualTo(one.grid());
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(patches.data().toArray(ValueLayout.JAVA_BYTE));
            assertThat(HexFormat.of().formatHex(digest)).isEqualTo(one.text("pixelValuesSha256"));
            ImageFeatures features = model.encode(file, patches, new Stop());
            compare(features.rows(), one.floats("imageFeatures"));
            return features;
        }
    }

    /** Within 2e-4 of the largest expected value. */
    private static void compare(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        float largest = 0;
        float difference = 0;
        for (int i = 0; i < found.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - found[i]));
        }
        assertThat(difference / largest).isLessThan(2e-4f);
    }

    private static Settings settings(int slots, int part) {
        return new Settings(Device.CPU, 2, slots, new GenerationLoop.Limits(64, part));
    }

    private static List<Integer> answer(Generation generation) throws InterruptedException {
        List<Integer> tokens = new ArrayList<>();
        for (int token = generation.next(); token != Generation.END; token = generation.next()) {
            tokens.add(token);
        }
        return tokens;
    }
}
