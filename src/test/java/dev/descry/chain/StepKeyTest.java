package dev.descry.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.caption.Decoding;
import dev.descry.caption.Prompt;
import dev.descry.caption.Search;
import dev.descry.expert.FakeExpert;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StepKeyTest {
    private static final FakeExpert EXPERT = FakeExpert.saying("a", "x");
    private static final Prompt PROMPT = new Prompt("p", "t/1", Optional.of("d"));

    @Test
    void theSameQuestionHasTheSameKey() {
        assertThat(StepKey.of(EXPERT, PROMPT, Decoding.GREEDY))
                .isEqualTo(StepKey.of(FakeExpert.saying("a", "other"), PROMPT, Decoding.GREEDY))
                .isEqualTo(StepKey.of(EXPERT, new Prompt("p", "t/2", Optional.of("d")), Decoding.GREEDY));
    }

    @Test
    void expertPromptAndEarlierCaptionChangeTheKey() {
        Set<StepKey> keys = new HashSet<>(List.of(
                StepKey.of(EXPERT, PROMPT, Decoding.GREEDY),
                StepKey.of(FakeExpert.saying("b", "x"), PROMPT, Decoding.GREEDY),
                StepKey.of(EXPERT, new Prompt("q", "t/1", Optional.of("d")), Decoding.GREEDY),
                StepKey.of(EXPERT, new Prompt("p", "t/1", Optional.of("e")), Decoding.GREEDY),
                StepKey.of(EXPERT, new Prompt("p", "t/1", Optional.empty()), Decoding.GREEDY)));

        assertThat(keys).hasSize(5);
    }

    @Test
    void everyDecodingParameterChangesTheKey() throws Exception {
        var components = Decoding.class.getRecordComponents();
        Object[] values = {9, 0.5, 3, 0.5, 1.5, 2, 4L, 10, 20, Search.OWN};
        Set<StepKey> keys = new HashSet<>(Set.of(StepKey.of(EXPERT, PROMPT, decoding(values))));
        for (int i = 0; i < components.length; i++) {
            Object[] changed = values.clone();
            changed[i] = switch (values[i]) {
                case Integer number -> number + 1;
                case Long number -> number + 1;
                case Search _ -> Search.NONE;
                default -> (Double) values[i] / 2;
            };
            keys.add(StepKey.of(EXPERT, PROMPT, decoding(changed)));
        }

        assertThat(keys).hasSize(components.length + 1);
    }

    @Test
    void everySearchChangesTheKey() {
        Set<StepKey> keys = new HashSet<>();
        for (Search search :
                List.of(Search.OWN, Search.NONE, new Search(2, 1, 0), new Search(2, 0.5, 0), new Search(2, 1, 3))) {
            keys.add(StepKey.of(EXPERT, PROMPT, Decoding.GREEDY.withSearch(search)));
        }
        assertThat(keys).hasSize(5);
    }

    @Test
    void aKeyIsNothingButADigest() {
        assertThatThrownBy(() -> new StepKey("../x")).hasMessageContaining("found ../x");
    }

    private static Decoding decoding(Object[] values) throws Exception {
        Class<?>[] types = Arrays.stream(Decoding.class.getRecordComponents())
                .map(component -> component.getType())
                .toArray(Class<?>[]::new);
        return Decoding.class.getDeclaredConstructor(types).newInstance(values);
    }
}
