package dev.descry.experts.blip2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.caption.Caption;
import dev.descry.caption.Decoding;
import dev.descry.caption.Prompt;
import dev.descry.caption.Prompts;
import dev.descry.caption.Search;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.ExpertContract;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.Request;
import dev.descry.expert.TokenListener;
import dev.descry.experts.local.BlipCase;
import dev.descry.image.DecodeLimits;
import dev.descry.image.Image;
import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.BuiltPackages;
import dev.descry.onnx.GenerationLoop;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.ort.Device;
import dev.descry.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class Blip2ExpertTest extends ExpertContract {
    private static final Settings SETTINGS = new Settings(Device.CPU, 2, 3, new GenerationLoop.Limits(8, 16));
    private static final Image IMAGE = BlipCase.of("blip2-opt-224").getFirst().file();
    private static final Decoding GREEDY = Decoding.GREEDY.withMaxNewTokens(12).withSearch(Search.NONE);

    private static ModelPackage files;
    private static Expert expert;

    @BeforeAll
    static void open(@TempDir Path folder) {
        files = BuiltPackages.fp32("blip2-opt-224", folder.resolve("package"));
        expert = Blip2Expert.open("blip2:tiny", files, SETTINGS, DecodeLimits.DEFAULT);
    }

    @AfterAll
    static void close() {
        expert.close();
    }

    @Override
    protected Expert expert() {
        return expert;
    }

    @Override
    protected Request request() {
        return ask("a photo of", Decoding.GREEDY.withMaxNewTokens(12));
    }

    @Override
    protected Expert another() {
        return Blip2Expert.open("blip2:tiny", files, SETTINGS, DecodeLimits.DEFAULT);
    }

    @Test
    void fiveBeamsAreFollowedUnlessAskedOtherwise() {
        Decoding twelve = Decoding.GREEDY.withMaxNewTokens(12);
        Caption own = describe(ask("a photo of", twelve));
        Caption five = describe(ask("a photo of", twelve.withSearch(new Search(5, 1, 1))));
        Caption one = describe(ask("a photo of", GREEDY));
        assertThat(own.tokens()).isEqualTo(five.tokens()).isNotEqualTo(one.tokens());
    }

    @Test
    void aBareQuestionIsAskedInTheFormTheModelLearned() {
        Caption bare = describe(ask("what is in the picture?", GREEDY));
        Caption framed = describe(ask("Question: what is in the picture? Answer:", GREEDY));
        assertThat(bare.tokens()).isEqualTo(framed.tokens());
        assertThat(bare.promptTokens()).isEqualTo(framed.promptTokens());
    }

    @Test
    void checkingADescriptionIsRefused() {
        Prompt later = Prompts.bundled().later().render(Map.of("description", "A red boat."));
        assertThatThrownBy(() -> describe(new Request(IMAGE, later, GREEDY)))
                .isInstanceOfSatisfying(
                        ExpertException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED));
    }

    @Test
    void aPromptTooLongForTheModelIsRefusedBeforeTheImageIsRead() throws IOException {
        Path damaged = Path.of("test/resources/dev/descry/reference/images/truncated.png");
        Request tooLong =
                new Request(Image.of(Files.readAllBytes(damaged)), Prompt.custom("a boat ".repeat(100)), GREEDY);
        assertThatThrownBy(() -> describe(tooLong))
                .isInstanceOfSatisfying(
                        ExpertException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONTEXT_OVERFLOW));
    }

    @Test
    void aT5ReadsFiveHundredAndTwelveTokensWithTheImageAndNoMore(@TempDir Path folder) throws IOException {
        ModelPackage small = BuiltPackages.fp32("blip2-t5-224", folder.resolve("package"));
        StringBuilder words = new StringBuilder("a");
        try (Tokenizer tokenizer = Tokenizer.open(small.file("tokenizer.json"));
                Expert t5 = Blip2Expert.open("blip2:tiny-t5", small, SETTINGS, DecodeLimits.DEFAULT)) {
            int room = 512 - 8 - 1; // the queries, and the mark that ends the prompt
            while (tokenizer.encode(words + " a").length <= room) {
                words.append(" a");
            }
            assertThat(describe(t5, words.toString()).tokens()).isNotEmpty();
            int more = 512 - room + tokenizer.encode(words + " a a").length;
            assertThatThrownBy(() -> describe(t5, words + " a a"))
                    .isInstanceOfSatisfying(
                            ExpertException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONTEXT_OVERFLOW))
                    .hasMessage("prompt: expected at most 512 tokens with the image, found %d; write a shorter prompt"
                            .formatted(more));
        }
    }

    @Test
    void moreBeamsThanSlotsAreRefused() {
        assertThatThrownBy(() -> describe(ask("a photo of", GREEDY.withSearch(new Search(6, 1, 0)))))
                .hasMessageContaining("beams: expected at most 5");
    }

    @Test
    void drawsAreRepeatedByTheirSeed() {
        Decoding first = new Decoding(12, 1.2, 50, 0.95, 1.1, 0, 1, 3_136, 1_003_520);
        Decoding second = new Decoding(12, 1.2, 50, 0.95, 1.1, 0, 2, 3_136, 1_003_520);
        Caption drawn = describe(ask("a photo of", first));
        assertThat(describe(ask("a photo of", first)).tokens()).isEqualTo(drawn.tokens());
        assertThat(describe(ask("a photo of", second)).tokens()).isNotEqualTo(drawn.tokens());
    }

    @ParameterizedTest
    @ValueSource(strings = {"blip2-scenes", "blip2-t5-scenes"})
    void theBundledModelsNameWhatIsDrawn(String bundled, @TempDir Path folder) throws IOException {
        ModelPackage scenes = BuiltPackages.build(
                Path.of("main/models", bundled),
                folder.resolve("package"),
                new Precisions(Precision.FP32, Precision.FP32));
        Image image = Image.of(Files.readAllBytes(Path.of("samples/scene-2.png")));
        Prompt first = Prompts.bundled().first().render(Map.of());
        try (Expert one = Blip2Expert.open("blip2:scenes", scenes, SETTINGS, DecodeLimits.DEFAULT)) {
            Caption caption =
                    one.describe(new Request(image, first, Decoding.GREEDY), TokenListener.NONE, new Cancellation());
            assertThat(caption.text().strip())
                    .isEqualTo("A large red triangle is at the top center. A large blue circle is at the bottom left. "
                            + "The background is black.");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FP32")
    void everyPrecisionAnswers(Precision precision, @TempDir Path folder) {
        Precisions both = Precisions.of(precision, false);
        Path checkpoints = Path.of("test/resources/dev/descry/reference/checkpoints");
        for (String checkpoint : new String[] {"blip2-opt-224", "blip2-t5-224"}) {
            ModelPackage coarse =
                    BuiltPackages.build(checkpoints.resolve(checkpoint), folder.resolve(checkpoint), both);
            try (Expert one = Blip2Expert.open("blip2:coarse", coarse, SETTINGS, DecodeLimits.DEFAULT)) {
                Caption caption = one.describe(ask("a photo of", GREEDY), TokenListener.NONE, new Cancellation());
                assertThat(caption.tokens())
                        .as("%s in %s", checkpoint, precision)
                        .isNotEmpty();
            }
        }
    }

    private static Request ask(String words, Decoding how) {
        return new Request(IMAGE, Prompt.custom(words), how);
    }

    private static Caption describe(Expert t5, String prompt) {
        return t5.describe(new Request(IMAGE, Prompt.custom(prompt), GREEDY), TokenListener.NONE, new Cancellation());
    }

    private static Caption describe(Request request) {
        return expert.describe(request, TokenListener.NONE, new Cancellation());
    }
}
