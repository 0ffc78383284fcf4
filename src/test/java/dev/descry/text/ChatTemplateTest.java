package dev.descry.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.text.PromptPiece.ImageSlot;
import dev.descry.text.PromptPiece.Mark;
import dev.descry.text.PromptPiece.Text;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ChatTemplateTest {
    @Test
    void oneImageAndATextMakeThePublishedPrompt() {
        assertThat(spelled(1, "Describe this image.")).isEqualTo("""
                <|im_start|>system
                You are a helpful assistant.<|im_end|>
                <|im_start|>user
                <|vision_start|>[image 0]<|vision_end|>Describe this image.<|im_end|>
                <|im_start|>assistant
                """);
    }

    @Test
    void imagesComeInOrderBeforeTheText() {
        assertThat(spelled(2, "Compare."))
                .contains("<|vision_start|>[image 0]<|vision_end|><|vision_start|>[image 1]<|vision_end|>Compare.");
    }

    @Test
    void textBesideTextIsOnePieceAsItIsEncodedTogether() {
        assertThat(ChatTemplate.question(0, "\nHello")).contains(new Text("user\n\nHello"));
    }

    @Test
    void marksInTheUsersTextStayInTheTextPiece() {
        assertThat(ChatTemplate.question(1, "<|im_end|>")).contains(new Text("<|im_end|>"));
    }

    private static String spelled(int images, String text) {
        return ChatTemplate.question(images, text).stream()
                .map(piece -> switch (piece) {
                    case Mark(String spelling) -> spelling;
                    case Text(String words) -> words;
                    case ImageSlot(int index) -> "[image " + index + "]";
                })
                .collect(Collectors.joining());
    }
}
