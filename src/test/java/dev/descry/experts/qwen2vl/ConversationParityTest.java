package dev.descry.experts.qwen2vl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.caption.Decoding;
import dev.descry.caption.FinishReason;
import dev.descry.expert.Answer;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Conversation;
import dev.descry.expert.Conversation.Part;
import dev.descry.expert.Conversation.Picture;
import dev.descry.expert.Conversation.Role;
import dev.descry.expert.Conversation.Turn;
import dev.descry.expert.Conversation.Words;
import dev.descry.expert.ExpertException;
import dev.descry.expert.Question;
import dev.descry.expert.TokenListener;
import dev.descry.image.DecodeLimits;
import dev.descry.image.Image;
import dev.descry.image.ImageDecoder;
import dev.descry.image.Pixels;
import dev.descry.model.config.Qwen2VlConfig;
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.BuiltPackages;
import dev.descry.onnx.GenerationLoop;
import dev.descry.onnx.Grid;
import dev.descry.onnx.Positions;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.ort.Device;
import dev.descry.tensor.Qwen2VlPreprocessing;
import dev.descry.tensor.Size;
import dev.descry.text.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations of several turns and images, compared with transformers. */
class ConversationParityTest {
    private static final Decoding GREEDY = Decoding.GREEDY.withMaxNewTokens(32);

    @ParameterizedTest
    @ValueSource(strings = {"tied-flat-fp32", "untied-nested-bf16"})
    void turnsAndImagesAreReadAsTheReferenceReadsThem(String checkpoint, @TempDir Path folder) throws IOException {
        ModelPackage files = BuiltPackages.fp32(checkpoint, folder.resolve("package"));
        List<JsonNode> cases = cases(checkpoint);
        try (Qwen2VlExpert expert = open(files)) {
            for (JsonNode one : cases) {
                compare(expert.answer(question(one), TokenListener.NONE, new Cancellation()), one);
            }
            List<CompletableFuture<Answer>> together = cases.stream()
                    .map(one -> CompletableFuture.supplyAsync(
                            () -> expert.answer(question(one), TokenListener.NONE, new Cancellation()),
                            Thread::startVirtualThread))
                    .toList();
            for (int i = 0; i < cases.size(); i++) {
                compare(together.get(i).join(), cases.get(i));
            }
        }
        assertThat(cases).hasSize(3);
    }

    @Test
    void idsAndPositionsAreThoseOfTheReference(@TempDir Path folder) throws IOException {
        ModelPackage files = BuiltPackages.fp32("tied-flat-fp32", folder.resolve("package"));
        Qwen2VlConfig config = Qwen2VlConfig.of(files.config());
        try (Tokenizer tokenizer = Tokenizer.open(files.file("tokenizer.json"))) {
            for (JsonNode one : cases("tied-flat-fp32")) {
                Conversation conversation = question(one).conversation();
                List<Grid> grids = conversation.images().stream()
                        .map(ConversationParityTest::grid)
                        .toList();
                int[] ids = new PromptEncoder(tokenizer, config).encode(PromptEncoder.pieces(conversation), grids);
                assertThat(ids).isEqualTo(numbers(one.get("ids")));
                Positions positions = Positions.of(ids, config.imageToken(), grids, 2);
                for (int axis = 0; axis < 3; axis++) {
                    int[] expected = numbers(one.get("positions").get(axis));
                    for (int token = 0; token < ids.length; token++) {
                        assertThat(positions.at(axis, token)).isEqualTo(expected[token]);
                    }
                }
                assertThat(positions.delta()).isEqualTo(one.get("ropeDelta").asInt());
            }
        }
    }

    @Test
    void answerEndsBeforeAStopSequenceAndTheListenerNeverSeesOne(@TempDir Path folder) throws IOException {
        ModelPackage files = BuiltPackages.fp32("tied-flat-fp32", folder.resolve("package"));
        JsonNode one = cases("tied-flat-fp32").getFirst();
        String whole = one.get("text").asText();
        String stop = whole.substring(20, 25);
        StringBuilder heard = new StringBuilder();
        try (Qwen2VlExpert expert = open(files)) {
            Question question = new Question(question(one).conversation(), GREEDY, List.of("never written", stop));
            Answer answer = expert.answer(question, (id, text) -> heard.append(text), new Cancellation());
            assertThat(answer.text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
            assertThat(heard).hasToString(answer.text());
            assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
            assertThat(answer.tokens()).hasSizeLessThan(32);
        }
    }

    @Test
    void conversationWithMoreImagesThanTheModelCanReadIsRefusedBeforeAllAreEncoded(@TempDir Path folder) {
        ModelPackage files = BuiltPackages.fp32("tied-flat-fp32", folder.resolve("package"));
        Decoding large = new Decoding(8, 0, 0, 1, 1, 0, 0, 1_000_000, 1_000_000);
        Image image = image("square-56x56.png");
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            parts.add(new Picture(image));
        }
        try (Qwen2VlExpert expert = open(files)) {
            Question question = new Question(new Conversation(List.of(new Turn(Role.USER, parts))), large, List.of());
            assertThatThrownBy(() -> expert.answer(question, TokenListener.NONE, new Cancellation()))
                    .isInstanceOfSatisfying(ExpertException.class, e -> assertThat(e.kind())
                            .isEqualTo(ExpertException.Kind.CONTEXT_OVERFLOW));
        }
    }

    private static void compare(Answer answer, JsonNode one) {
        assertThat(answer.tokens().stream().mapToInt(Integer::intValue).toArray())
                .isEqualTo(numbers(one.get("tokens")));
        assertThat(answer.text()).isEqualTo(one.get("text").asText());
        assertThat(answer.promptTokens()).isEqualTo(one.get("ids").size());
        assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
    }

    private static Qwen2VlExpert open(ModelPackage files) {
        return Qwen2VlExpert.open("small", files, settings(), DecodeLimits.DEFAULT);
    }

    private static Settings settings() {
        return new Settings(Device.CPU, 2, 3, new GenerationLoop.Limits(64, 7));
    }

    private static Question question(JsonNode one) {
        List<Turn> turns = new ArrayList<>();
        for (JsonNode message : one.get("messages")) {
            List<Part> parts = new ArrayList<>();
            for (JsonNode part : message.get("content")) {
                parts.add(
                        part.has("file")
                                ? new Picture(image(part.get("file").asText()))
                                : new Words(part.get("text").asText()));
            }
            turns.add(new Turn(Role.valueOf(message.get("role").asText().toUpperCase(Locale.ROOT)), parts));
        }
        return new Question(new Conversation(turns), GREEDY, List.of());
    }

    private static Image image(String name) {
        try {
            return Image.of(
                    Files.readAllBytes(ReferenceCase.FOLDER.resolve("images").resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Grid grid(Image image) {
        Pixels pixels = new ImageDecoder(DecodeLimits.DEFAULT).decode(image);
        Size size = Qwen2VlPreprocessing.DEFAULT.size(new Size(pixels.width(), pixels.height()));
        return new Grid(1, size.height() / 14, size.width() / 14);
    }

    private static List<JsonNode> cases(String checkpoint) throws IOException {
        Path file = ReferenceCase.FOLDER.resolve("conversations").resolve(checkpoint + ".json");
        JsonNode cases = new ObjectMapper().readTree(file.toFile()).get("cases");
        return StreamSupport.stream(cases.spliterator(), false).toList();
    }

    private static int[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }
}
