package dev.descry.experts.clip;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.model.Precision;
import dev.descry.model.config.ImageSettings;
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.ClipTowers;
import dev.descry.ort.SessionSettings;
import dev.descry.tensor.ClipPreprocessing;
import dev.descry.text.Tokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every number between a file or a text and its embedding, compared with transformers and open_clip. */
class ClipParityTest {
    /** The bound asked for is 2e-4; what is measured is about 2e-6. */
    private static final double CLOSE = 2e-5;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("dev.descry.experts.clip.ClipReference#checkpoints")
    void pixelValuesAreIdenticalAndImageEmbeddingsThoseOfTheReference(String checkpoint) throws Exception {
        ModelPackage files = ClipReference.build(checkpoint, folder, Precision.FP32);
        try (ClipTowers towers = ClipTowers.open(files, SessionSettings.cpu(1))) {
            ClipPreprocessing preprocessing = ImageSettings.read(files.file(ImageSettings.FILE))
                    .clip(towers.config().vision());
            List<JsonNode> images =
                    ClipReference.list(ClipReference.answers(checkpoint).get("images"));
            for (JsonNode one : images) {
                String name = one.get("image").asText();
                float[] pixels = preprocessing.apply(ClipReference.pixels(name));
                assertThat(sha256(pixels))
                        .as(name)
                        .isEqualTo(one.get("pixelValuesSha256").asText());
                assertThat(ClipReference.error(towers.images(pixels, 1), ClipReference.embeds(one)))
                        .as(name)
                        .isLessThan(CLOSE);
            }
            assertThat(images).hasSize(8);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.descry.experts.clip.ClipReference#checkpoints")
    void tokensAreIdenticalAndTextEmbeddingsThoseOfTheReference(String checkpoint) throws Exception {
        ModelPackage files = ClipReference.build(checkpoint, folder, Precision.FP32);
        try (ClipTowers towers = ClipTowers.open(files, SessionSettings.cpu(1));
                Tokenizer tokenizer = Tokenizer.open(files.file("tokenizer.json"))) {
            TextTokens tokens = TextTokens.of(tokenizer, 77);
            List<JsonNode> texts =
                    ClipReference.list(ClipReference.answers(checkpoint).get("texts"));
            for (JsonNode one : texts) {
                String text = one.get("text").asText();
                long[] ids = tokens.cut(text);
                assertThat(ids).as(text).isEqualTo(ClipReference.ids(one));
                assertThat(ClipReference.error(towers.texts(ids, 1), ClipReference.embeds(one)))
                        .as(text)
                        .isLessThan(CLOSE);
            }
            assertThat(texts).hasSize(5);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.descry.experts.clip.ClipReference#checkpoints")
    void similaritiesAreThoseOfTheReferenceAlsoWhenTextsArePaddedToOneLength(String checkpoint) {
        JsonNode answers = ClipReference.answers(checkpoint);
        List<String> texts = ClipReference.list(answers.get("texts")).stream()
                .map(one -> one.get("text").asText())
                .toList();
        try (ClipModel clip = ClipReference.open(ClipReference.build(checkpoint, folder, Precision.FP32))) {
            float[] image = clip.image(ClipReference.image(
                    answers.get("images").get(0).get("image").asText()));
            Features found = clip.texts(texts);
            for (int i = 0; i < texts.size(); i++) {
                assertThat(found.similarity(i, image))
                        .isCloseTo(answers.get("similarities").get(0).get(i).floatValue(), Offset.offset(1e-5f));
            }
        }
    }

    @Test
    void tokensOfEveryKindOfTextAreIdentical() throws IOException {
        List<JsonNode> texts =
                ClipReference.list(ClipReference.json("clip-tokens.json").get("encoded"));
        try (Tokenizer tokenizer =
                Tokenizer.open(ClipReference.checkpoint(ClipReference.QUICK).resolve("tokenizer.json"))) {
            for (JsonNode one : texts) {
                long[] ids = Arrays.stream(tokenizer.encode(one.get("text").asText()))
                        .asLongStream()
                        .toArray();
                assertThat(ids).as(one.get("text").asText()).isEqualTo(ClipReference.ids(one));
            }
        }
        assertThat(texts).hasSizeGreaterThan(25);
    }

    private static String sha256(float[] values) throws NoSuchAlgorithmException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    }
}
