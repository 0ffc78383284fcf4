package dev.descry.experts.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.caption.Decoding;
import dev.descry.caption.Prompt;
import dev.descry.caption.Usage;
import dev.descry.tensor.Size;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The most an image may count with each provider; the sums are those of the providers' own examples. */
class ImageTokensTest {
    @ParameterizedTest
    @CsvSource({
        // 85 of the whole and 170 for each of 8 tiles, or 2,833 and 5,667; whatever the size.
        "gpt-4o, 1024, 1024, 1445",
        "gpt-4o-2024-08-06, 4000, 1000, 1445",
        "gpt-4o-mini, 1024, 1024, 48169",
        // 32 x 32 patches, times 2.46.
        "gpt-4.1-nano, 1024, 1024, 2520",
        "gpt-5.4, 4000, 1000, 9840",
        "gpt-5.4, 33, 65, 1445",
    })
    void openAiCountsTilesOrPatches(String model, int width, int height, long most) {
        assertThat(new OpenAiDialect(model, OpenAiDialect.OPENAI, Optional.empty())
                        .imageTokens(new Size(width, height)))
                .isEqualTo(most);
    }

    @ParameterizedTest
    @CsvSource({
        // Tiles of 360 x 360: 3 x 2 of them are 1,548 tokens, less than Gemini 3 may count.
        "960, 540, 2240",
        // Tiles of 333 x 333: 7 x 2.
        "2002, 500, 3612",
        // Tiles of 66 x 66: 61 x 2.
        "4000, 100, 31476",
        "1, 1, 2240"
    })
    void geminiCountsTilesOfTwoThirdsOfTheShorterSide(int width, int height, long most) {
        assertThat(new GeminiDialect("gemini-2.5-flash", GeminiDialect.GOOGLE, Optional.empty())
                        .imageTokens(new Size(width, height)))
                .isEqualTo(most);
    }

    @Test
    void anEstimateWithoutAnImageTakesOneFourTimesAsWideAsHigh() {
        ChatSetup setup = ChatSetup.of(Map.of("GEMINI_API_KEY", "k"));
        try (ChatExpert gemini = ChatFixture.expert("gemini", setup)) {
            Decoding how = Decoding.GREEDY;
            Usage usage = gemini.estimate(Prompt.custom("x"), how).orElseThrow();
            assertThat(usage.promptTokens()).isEqualTo(64 + 1 + 3_612);
            assertThat(setup.sending().assumed(how.maxPixels()).area()).isBetween(1_000_000L, (long) how.maxPixels());
        }
    }
}
