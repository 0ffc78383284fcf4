package dev.descry.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.experts.local.BlipCase;
import dev.descry.image.DecodeLimits;
import dev.descry.image.ImageDecoder;
import dev.descry.model.config.BertConfig;
import dev.descry.model.config.Blip2Config;
import dev.descry.model.config.BlipConfig;
import dev.descry.model.config.LanguageConfig;
import dev.descry.model.config.OptConfig;
import dev.descry.model.config.T5Config;
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.GenerationRequest.Source;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.ort.Device;
import dev.descry.tensor.BlipPreprocessing;
import dev.descry.tensor.Normalisation;
import dev.descry.tensor.PixelTensor;
import dev.descry.tensor.Size;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every number between an image and its caption without a prompt, compared with transformers. */
class BlipNumbersTest {
    private static final Settings SETTINGS = new Settings(Device.CPU, 2, 5, new GenerationLoop.Limits(8, 16));

    /** The bound asked for is 2e-4. */
    private static final float CLOSE = 2e-5f;

    @ParameterizedTest
    @ValueSource(strings = {"blip2-opt-224", "blip2-opt-364", "blip2-t5-224", "blip-384"})
    void pixelsFeaturesLogitsAndBeamsAreThoseOfTheReference(String checkpoint, @TempDir Path folder) throws Exception {
        ModelPackage files = BuiltPackages.fp32(checkpoint, folder.resolve("package"));
        Family family = Family.of(files);
        BlipCase one = BlipCase.of(checkpoint).getFirst();
        assertThat(one.prompt()).isEmpty();
        PixelTensor pixels = pixels(family, one);
        try (BlipModel model = BlipModel.open(
                files,
                family.seen(),
                family.language().sizes(),
                family.language().end(),
                SETTINGS)) {
            ImageFeatures image = model.encode("image", pixels, new Stop());
            assertThat(difference(image.rows(), one.floats("imageFeatures"))).isLessThan(CLOSE);
            for (JsonNode search : one.beams()) {
                compare(one + " " + search, model.generate(family.ask(model, image, sampling(search))), search);
            }
            firstLogits(files, family, family.ask(model, image, Sampling.GREEDY), one);
        }
    }

    private static PixelTensor pixels(Family family, BlipCase one) throws IOException, NoSuchAlgorithmException {
        int side = family.seen().side();
        var preprocessing = new BlipPreprocessing(new Size(side, side), Normalisation.CLIP);
        PixelTensor pixels = preprocessing.apply(new ImageDecoder(DecodeLimits.DEFAULT).decode(one.file()));
        ByteBuffer bytes =
                ByteBuffer.allocate(pixels.data().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(pixels.data());
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.array());
        assertThat(HexFormat.of().formatHex(digest)).isEqualTo(one.text("pixelValuesSha256"));
        return pixels;
    }

    private static void firstLogits(ModelPackage files, Family family, GenerationRequest request, BlipCase one) {
        LanguageConfig language = family.language();
        BlipModel.Seen seen = family.seen();
        try (LanguageModel opened = LanguageModel.open(
                        files,
                        language.sizes(),
                        PixelEncoder.signature(seen.side(), seen.tokens(), seen.width()),
                        new StopTokens(Set.of(language.end())),
                        SETTINGS);
                InPlaceDecoder decoder = new InPlaceDecoder(opened.graphs(), language.sizes(), 2, 64)) {
            Sequence sequence = new Sequence(request, 64, language.sizes().maxPositions());
            decoder.makeRoom(sequence);
            sequence.take(new int[] {1}, 0);
            while (!sequence.answering()) {
                int end = sequence.nextReading();
                decoder.read(sequence, end);
                sequence.read(end);
            }
            float[] logits = new float[language.vocab()];
            decoder.logits(0, logits);
            assertThat(difference(logits, one.floats("firstLogits"))).isLessThan(CLOSE);
        }
    }

    private static void compare(String what, Generation generation, JsonNode search) throws InterruptedException {
        List<Integer> tokens = new ArrayList<>();
        for (int token = generation.next(); token != Generation.END; token = generation.next()) {
            tokens.add(token);
        }
        assertThat(tokens).as(what).isEqualTo(BlipCase.numbers(search.get("tokens")));
        List<Generation.Alternative> found = generation.alternatives();
        assertThat(found.getFirst().tokens()).isEqualTo(tokens);
        assertThat(found.getFirst().score())
                .as(what)
                .isCloseTo((float) search.get("score").doubleValue(), within(1e-3f));
        // The library pads shorter answers to the longest.
        for (int rank = 0; rank < found.size(); rank++) {
            List<Integer> expected = BlipCase.numbers(search.get("all").get(rank));
            int length = found.get(rank).tokens().size();
            assertThat(found.get(rank).tokens()).as("%s, number %d", what, rank).isEqualTo(expected.subList(0, length));
        }
    }

    private static Sampling sampling(JsonNode search) {
        JsonNode early = search.path("early_stopping");
        BeamSearch.Early when = early.asText().equals("never")
                ? BeamSearch.Early.NEVER
                : early.asBoolean() ? BeamSearch.Early.WHEN_FULL : BeamSearch.Early.WHEN_UNLIKELY;
        return new Sampling(
                0,
                0,
                1,
                search.path("repetition_penalty").asDouble(1),
                0,
                0,
                search.path("min_new_tokens").asInt(0),
                new BeamSearch(
                        search.get("num_beams").intValue(),
                        search.path("length_penalty").asDouble(1),
                        when));
    }

    private static float difference(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        float largest = 0;
        float difference = 0;
        for (int i = 0; i < found.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - found[i]));
        }
        return difference / largest;
    }

    /** What a checkpoint's language model reads of an image when there is no prompt. */
    private record Family(BlipModel.Seen seen, LanguageConfig language, int imageToken) {
        private static final int NEW_TOKENS = 16;

        static Family of(ModelPackage files) {
            if (files.family().equals(BlipConfig.FAMILY)) {
                BlipConfig config = BlipConfig.of(files.config());
                return new Family(
                        new BlipModel.Seen(
                                config.vision().image(),
                                config.vision().tokens(),
                                config.vision().width()),
                        config.language(),
                        0);
            }
            Blip2Config config = Blip2Config.of(files.config());
            return new Family(
                    new BlipModel.Seen(
                            config.vision().image(),
                            config.qformer().queries(),
                            config.language().width()),
                    config.language(),
                    config.imageToken());
        }

        GenerationRequest ask(BlipModel model, ImageFeatures image, Sampling sampling) {
            return switch (language) {
                case OptConfig opt -> {
                    int[] ids = new int[seen.tokens() + 1];
                    Arrays.fill(ids, imageToken);
                    ids[seen.tokens()] = opt.start();
                    Positions positions = Positions.inOrder(ids.length, List.of(new Positions.Span(0, seen.tokens())));
                    yield new GenerationRequest(ids, positions, List.of(image), sampling, NEW_TOKENS);
                }
                case T5Config t5 -> {
                    float[] words = model.embed(new int[] {t5.bare()});
                    float[] rows = Arrays.copyOf(image.rows(), image.rows().length + words.length);
                    System.arraycopy(words, 0, rows, image.rows().length, words.length);
                    yield source(t5.start(), new Source(rows, seen.tokens() + 1), sampling);
                }
                case BertConfig bert -> source(bert.start(), new Source(image.rows(), seen.tokens()), sampling);
            };
        }

        private static GenerationRequest source(int start, Source source, Sampling sampling) {
            return new GenerationRequest(
                    new int[] {start},
                    Positions.inOrder(1, List.of()),
                    List.of(),
                    Optional.of(source),
                    sampling,
                    NEW_TOKENS);
        }
    }
}
