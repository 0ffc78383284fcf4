package dev.descry.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.caption.Caption;
import dev.descry.caption.Decoding;
import dev.descry.caption.Prompt;
import dev.descry.chain.StepKey;
import dev.descry.expert.Cancellation;
import dev.descry.expert.FakeExpert;
import dev.descry.expert.Request;
import dev.descry.expert.TokenListener;
import dev.descry.image.Image;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptionStoreTest {
    private static final Image IMAGE = Image.of(new byte[] {'B', 'M', 1});
    private static final Request REQUEST = new Request(IMAGE, Prompt.custom("What?"), Decoding.GREEDY);
    private static final StepKey KEY = StepKey.of(FakeExpert.saying("a", "x"), REQUEST.prompt(), Decoding.GREEDY);

    private final FakeObjectStore objects = new FakeObjectStore();
    private final CaptionStore store = new CaptionStore(objects);

    @Test
    void aKeptCaptionIsFoundUnderImageAndStep() {
        Caption caption = caption("Ein Hund \u72d7.");
        store.keep(IMAGE.id(), KEY, caption);

        assertThat(store.find(IMAGE.id(), KEY)).contains(caption);
        assertThat(objects.list("")).containsExactly("captions/" + IMAGE.id() + "/" + KEY + ".json");
        assertThat(store.find(Image.of(new byte[] {'B', 'M', 2}).id(), KEY)).isEmpty();
    }

    @Test
    void theFirstCaptionKeptStays() {
        store.keep(IMAGE.id(), KEY, caption("one"));
        store.keep(IMAGE.id(), KEY, caption("two"));

        assertThat(store.find(IMAGE.id(), KEY)).contains(caption("one"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "null", "[1]", "{\"text\":\"half", "{\"text\": 1}", "\u0000\u0001"})
    void aDamagedCaptionCountsAsNoneAndIsReplaced(String damaged) {
        String name = "captions/" + IMAGE.id() + "/" + KEY + ".json";
        objects.put(name, damaged.getBytes(StandardCharsets.UTF_8));

        assertThat(store.find(IMAGE.id(), KEY)).isEmpty();
        store.keep(IMAGE.id(), KEY, caption("one"));

        assertThat(store.find(IMAGE.id(), KEY)).contains(caption("one"));
    }

    private static Caption caption(String text) {
        return FakeExpert.saying("a", text).describe(REQUEST, TokenListener.NONE, new Cancellation());
    }
}
