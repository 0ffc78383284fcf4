package dev.descry.experts.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.caption.Caption;
import dev.descry.caption.Decoding;
import dev.descry.caption.Prompt;
import dev.descry.caption.Prompts;
import dev.descry.caption.Search;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.Request;
import dev.descry.expert.TokenListener;
import java.util.List;
import java.util.Map;

/** Asks an expert what transformers was asked, and compares. */
public final class BlipCases {
    private static final int NEW_TOKENS = 16;

    private BlipCases() {}

    /** Greedy answers: tokens and text. */
    public static void compareGreedy(Expert expert, String checkpoint) {
        for (BlipCase one : cases(checkpoint)) {
            Caption caption = describe(expert, one, Decoding.GREEDY.withSearch(Search.NONE));
            assertThat(caption.tokens()).as("%s", one).isEqualTo(one.tokens());
            // The library leaves the mark of a text that begins inside a word.
            String text = one.text().startsWith("##") ? one.text().substring(2) : one.text();
            assertThat(caption.text()).as("%s", one).isEqualTo(text);
        }
    }

    /** Searches with beams. Only those that a user can ask for. */
    public static void compareBeams(Expert expert, String checkpoint) {
        int compared = 0;
        for (BlipCase one : cases(checkpoint)) {
            for (JsonNode search : one.beams()) {
                if (!search.has("early_stopping")) {
                    Decoding how = Decoding.GREEDY.withSearch(new Search(
                            search.get("num_beams").intValue(),
                            search.path("length_penalty").asDouble(1),
                            search.path("min_new_tokens").asInt(0)));
                    assertThat(describe(expert, one, how).tokens())
                            .as("%s %s", one, search)
                            .isEqualTo(BlipCase.numbers(search.get("tokens")));
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(4);
    }

    // Those fine-tuned on COCO, which have larger images, are never asked without a prompt.
    private static List<BlipCase> cases(String checkpoint) {
        return BlipCase.of(checkpoint).stream()
                .filter(one -> !checkpoint.endsWith("364") || one.prompt().isPresent())
                .toList();
    }

    private static Caption describe(Expert expert, BlipCase one, Decoding how) {
        Prompt prompt = one.prompt()
                .map(Prompt::custom)
                .orElseGet(() -> Prompts.bundled().first().render(Map.of()));
        return expert.describe(
                new Request(one.file(), prompt, how.withMaxNewTokens(NEW_TOKENS)),
                TokenListener.NONE,
                new Cancellation());
    }
}
