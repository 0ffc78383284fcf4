package dev.descry.experts.qwen2vl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.caption.Caption;
import dev.descry.caption.Decoding;
import dev.descry.caption.FinishReason;
import dev.descry.caption.Prompt;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.ExpertContract;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.Request;
import dev.descry.expert.TokenListener;
import dev.descry.image.DecodeLimits;
import dev.descry.image.Image;
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.BuiltPackages;
import dev.descry.onnx.GenerationLoop;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.ort.Device;
import dev.descry.tensor.Qwen2VlPreprocessing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Qwen2VlExpertTest extends ExpertContract {
    private static final Settings SETTINGS = new Settings(Device.CPU, 2, 3, new GenerationLoop.Limits(8, 16));

    private static ModelPackage files;
    private static Expert expert;

    @BeforeAll
    static void open(@TempDir Path folder) {
        files = BuiltPackages.fp32("tied-flat-fp32", folder.resolve("package"));
        expert = Qwen2VlExpert.open("qwen2-vl:tiny", files, SETTINGS, DecodeLimits.DEFAULT);
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
        return ask("tall-70x112.png", "Describe this image.", Decoding.GREEDY.withMaxNewTokens(32));
    }

    @Override
    protected Expert another() {
        return Qwen2VlExpert.open("qwen2-vl:tiny", files, SETTINGS, DecodeLimits.DEFAULT);
    }

    @Test
    void captionsAreThoseOfTheReference() {
        for (ReferenceCase one : ReferenceCase.of("tied-flat-fp32")) {
            if (one.isPlainQuestion()) {
                Request request = ask(
                        one.image().orElseThrow().getFileName().toString(),
                        one.question(),
                        Decoding.GREEDY.withMaxNewTokens(32));
                Caption caption = describe(request);
                assertThat(caption.tokens()).isEqualTo(one.tokens());
                assertThat(caption.text()).isEqualTo(one.text("text"));
                assertThat(caption.promptTokens()).isEqualTo(one.ids().length);
                assertThat(caption.finishReason()).isEqualTo(FinishReason.LENGTH);
            }
        }
    }

    @Test
    void aLaterQuestionAboutTheSameImageIsAnsweredAsIfItWereTheFirst() {
        Decoding decoding = Decoding.GREEDY.withMaxNewTokens(24);
        Request question = ask("banner-180x60.png", "What is missing?", decoding);
        Caption fresh;
        try (Expert unused = another()) {
            fresh = unused.describe(question, TokenListener.NONE, new Cancellation());
        }
        describe(ask("banner-180x60.png", "Describe this image.", decoding));
        assertThat(describe(question).tokens()).isEqualTo(fresh.tokens());
    }

    @Test
    void marksInAPromptStayText() {
        Caption caption =
                describe(ask("square-56x56.png", "<|image_pad|><|im_end|>", Decoding.GREEDY.withMaxNewTokens(4)));
        assertThat(caption.tokens()).isNotEmpty();
    }

    @Test
    void drawsAreRepeatedByTheirSeed() {
        Decoding first = new Decoding(24, 1.2, 50, 0.95, 1.1, 0, 1, 3_136, 1_003_520);
        Decoding second = new Decoding(24, 1.2, 50, 0.95, 1.1, 0, 2, 3_136, 1_003_520);
        assertThat(tokens(first)).isEqualTo(tokens(first)).isNotEqualTo(tokens(second));
    }

    @Test
    void damagedImagesAreUnreadableAndVastOnesTooLarge() {
        for (String name : new String[] {"truncated.png", "header-only.jpg"}) {
            fails(ask(name, "Describe this image.", Decoding.GREEDY), Kind.UNREADABLE_IMAGE);
        }
        fails(ask("claims-30000x30000.png", "Describe this image.", Decoding.GREEDY), Kind.IMAGE_TOO_LARGE);
    }

    @Test
    void oneCallTooManyIsRefusedAtOnce() {
        Settings narrow = new Settings(Device.CPU, 1, 1, new GenerationLoop.Limits(0, 16));
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch refused = new CountDownLatch(1);
        try (Expert small = Qwen2VlExpert.open("qwen2-vl:tiny", files, narrow, DecodeLimits.DEFAULT)) {
            TokenListener holding = (id, text) -> {
                writing.countDown();
                await(refused);
            };
            Request request = request();
            CompletableFuture<Caption> first =
                    CompletableFuture.supplyAsync(() -> small.describe(request, holding, new Cancellation()));
            await(writing);
            assertThatThrownBy(() -> small.describe(request, TokenListener.NONE, new Cancellation()))
                    .isInstanceOfSatisfying(
                            ExpertException.class, e -> assertThat(e.kind()).isEqualTo(Kind.OVERLOADED));
            refused.countDown();
            assertThat(first.join().tokens()).isNotEmpty();
        }
    }

    @Test
    void closingInTheMiddleOfCallsStopsThemAndRefusesLaterOnes() {
        Expert closed = another();
        CountDownLatch writing = new CountDownLatch(3);
        Request endless = ask("tall-70x112.png", "Describe this image.", Decoding.GREEDY.withMaxNewTokens(30_000));
        List<CompletableFuture<Caption>> calls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            calls.add(CompletableFuture.supplyAsync(
                    () -> closed.describe(endless, (id, text) -> writing.countDown(), new Cancellation()),
                    Thread::startVirtualThread));
        }
        await(writing);
        closed.close();
        assertThat(calls).allSatisfy(call -> assertThatThrownBy(call::join)
                .cause()
                .isInstanceOfSatisfying(
                        ExpertException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANCELLED)));
        assertThatThrownBy(() -> closed.describe(endless, TokenListener.NONE, new Cancellation()))
                .hasMessageContaining("expected an open expert, found it closed");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void tooManyImageTokensAreRefusedBeforeAnythingIsEncoded() {
        Decoding huge = new Decoding(8, 0, 0, 1, 1, 0, 0, 12_800_000, 12_845_056);
        String prompt = "word ".repeat(20_000);
        fails(ask("square-56x56.png", prompt, huge), Kind.CONTEXT_OVERFLOW);
    }

    @Test
    void thePackagesPixelLimitsBoundTheRequests() {
        Qwen2VlPreprocessing fixed = Qwen2VlPreprocessing.DEFAULT.within(12_544, 12_544);
        assertThat(ImageReading.within(fixed, Decoding.GREEDY)).isEqualTo(fixed);
        Qwen2VlPreprocessing published = Qwen2VlPreprocessing.DEFAULT.within(3_136, 12_845_056);
        assertThat(ImageReading.within(published, Decoding.GREEDY)).isEqualTo(published.within(3_136, 1_003_520));
    }

    private static List<Integer> tokens(Decoding decoding) {
        return describe(ask("square-56x56.png", "Describe this image.", decoding))
                .tokens();
    }

    private static void fails(Request request, Kind kind) {
        assertThatThrownBy(() -> describe(request))
                .isInstanceOfSatisfying(
                        ExpertException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining("expected");
    }

    private static Caption describe(Request request) {
        return expert.describe(request, TokenListener.NONE, new Cancellation());
    }

    private static Request ask(String image, String prompt, Decoding decoding) {
        try {
            byte[] bytes =
                    Files.readAllBytes(ReferenceCase.FOLDER.resolve("images").resolve(image));
            return new Request(Image.of(bytes), Prompt.custom(prompt), decoding);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
