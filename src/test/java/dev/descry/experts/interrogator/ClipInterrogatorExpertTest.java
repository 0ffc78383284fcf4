package dev.descry.experts.interrogator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.caption.Caption;
import dev.descry.caption.Decoding;
import dev.descry.caption.Phrase;
import dev.descry.caption.Prompt;
import dev.descry.chain.CaptionJson;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.ExpertException;
import dev.descry.expert.FakeExpert;
import dev.descry.expert.Request;
import dev.descry.expert.TokenListener;
import dev.descry.image.Image;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClipInterrogatorExpertTest {
    private static final Image IMAGE = FormulaClip.picture("ravo sefe dakeli zuda");
    private static final String LIST = "flavors";
    private static final Vocabulary VOCABULARY =
            Vocabulary.of(List.of(new TermList(LIST, List.of("ravo", "sefe dake", "zuda", "kezu"))));

    @TempDir
    private Path folder;

    private EmbeddingCache cache;

    @BeforeEach
    void open() {
        cache = new EmbeddingCache(folder);
    }

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void theCaptionersWordsComeFirstAndTermsFollow() {
        Expert expert = expert(Mode.FAST, Optional.of(FakeExpert.saying("captioner", " dakeli\n")));
        assertThat(describe(expert, Prompt.custom("Describe it.")))
                .startsWith("dakeli, ")
                .contains("ravo");
    }

    @Test
    void theCaptionCarriesEachTermWithItsSimilarity() {
        Expert expert = expert(Mode.FAST, Optional.of(FakeExpert.saying("captioner", "dakeli")));
        Caption caption = expert.describe(
                new Request(IMAGE, Prompt.custom("Describe it."), Decoding.GREEDY),
                TokenListener.NONE,
                new Cancellation());
        assertThat(caption.phrases()).extracting(Phrase::list).containsExactly(LIST, LIST, LIST, LIST);
        assertThat(CaptionJson.read(CaptionJson.write(caption))).isEqualTo(caption);
    }

    @Test
    void inALaterStepTheEarlierCaptionTakesTheCaptionersPlace() {
        Expert expert = expert(Mode.FAST, Optional.empty());
        Prompt later = new Prompt("Check: sefe dakeli", "later/1", Optional.of("sefe dakeli"));
        assertThat(describe(expert, later)).startsWith("sefe dakeli, ");
    }

    @Test
    void withoutCaptionOrCaptionerItSaysWhatIsMissing() {
        Expert expert = expert(Mode.BEST, Optional.empty());
        assertThatThrownBy(() -> describe(expert, Prompt.custom("Describe it.")))
                .isInstanceOf(ExpertException.class)
                .hasMessage("clip-interrogator:best: expected a captioner or an earlier step's caption, found neither; "
                        + "set one");
    }

    @Test
    void modesWithoutACaptionNeedNoCaptioner() {
        assertThat(describe(expert(Mode.CUSTOM, Optional.empty()), Prompt.custom("Describe it.")))
                .contains("ravo");
        assertThat(describe(expert(Mode.ANALYSE, Optional.empty()), Prompt.custom("Describe it.")))
                .startsWith("flavors: ");
    }

    @Test
    void aCancelledCallStopsBeforeItsNextBatch() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        Expert expert = expert(Mode.BEST, Optional.empty());
        Request request =
                new Request(IMAGE, new Prompt("Check: sefe", "later/1", Optional.of("sefe")), Decoding.GREEDY);
        assertThatThrownBy(() -> expert.describe(request, TokenListener.NONE, cancellation))
                .isInstanceOfSatisfying(
                        ExpertException.class, e -> assertThat(e.kind()).isEqualTo(ExpertException.Kind.CANCELLED));
    }

    @Test
    void modeListsAndModelDecideTheDigest() {
        Expert fast = expert(Mode.FAST, Optional.empty());
        assertThat(fast.modelDigest())
                .isEqualTo(expert(Mode.FAST, Optional.empty()).modelDigest())
                .isNotEqualTo(expert(Mode.BEST, Optional.empty()).modelDigest())
                .isNotEqualTo(expert(Mode.FAST, Optional.of(FakeExpert.saying("captioner", "x")))
                        .modelDigest());
        assertThat(fast.name()).isEqualTo("clip-interrogator:fast");
    }

    private static String describe(Expert expert, Prompt prompt) {
        return expert.describe(new Request(IMAGE, prompt, Decoding.GREEDY), TokenListener.NONE, new Cancellation())
                .text();
    }

    private Expert expert(Mode mode, Optional<Expert> captioner) {
        Interrogator interrogator = Interrogator.open(new FormulaClip("made/up"), VOCABULARY, cache);
        return new ClipInterrogatorExpert(mode, interrogator, captioner, () -> {});
    }
}
