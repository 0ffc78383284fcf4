package dev.descry.experts.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.caption.Prompt;
import dev.descry.caption.Prompts;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuestionsTest {
    private final Questions framing = new Questions("BLIP-2", "a photo of", true);

    @Test
    void theFirstStepsInstructionsBecomeACaption() {
        Prompt first = Prompts.bundled().first().render(Map.of());
        assertThat(framing.of(first)).isEqualTo("a photo of");
        assertThat(new Questions("BLIP-2", "", true).of(first)).isEmpty();
    }

    @Test
    void theUsersWordsAreContinued() {
        assertThat(framing.of(Prompt.custom("  this is a picture of "))).isEqualTo("this is a picture of");
    }

    @Test
    void aBareQuestionIsFramedWhereTheModelNeedsIt() {
        assertThat(framing.of(Prompt.custom("which city is this?"))).isEqualTo("Question: which city is this? Answer:");
        assertThat(framing.of(Prompt.custom("Question: which city is this? Answer:")))
                .isEqualTo("Question: which city is this? Answer:");
        assertThat(new Questions("BLIP-2", "", false).of(Prompt.custom("which city is this?")))
                .isEqualTo("which city is this?");
    }

    @Test
    void checkingADescriptionIsRefused() {
        Prompt later = Prompts.bundled().later().render(Map.of("description", "A red boat."));
        assertThatThrownBy(() -> framing.of(later))
                .isInstanceOfSatisfying(
                        ExpertException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
                .hasMessageContaining("put it first");
    }
}
