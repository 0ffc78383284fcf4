package dev.descry.text;

import dev.descry.text.PromptPiece.ImageSlot;
import dev.descry.text.PromptPiece.Mark;
import dev.descry.text.PromptPiece.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The conversation form of Qwen2-VL ({@code chat_template} of Qwen/Qwen2-VL-2B-Instruct): turns between marks, a system
 * turn before the first one unless that is one, and the beginning of the answer at the end.
 */
public final class ChatTemplate {
    private static final Turn SYSTEM = Turn.of("system", "You are a helpful assistant.");

    private final List<PromptPiece> pieces = new ArrayList<>();
    private int images;

    /** Something said in a turn. */
    public sealed interface Part {}

    /** Words, taken verbatim. */
    public record Words(String text) implements Part {}

    /** The next image. */
    public record Picture() implements Part {}

    /** What one speaker says; {@code role} is {@code system}, {@code user} or {@code assistant}. */
    public record Turn(String role, List<Part> parts) {
        public Turn {
            parts = List.copyOf(parts);
        }

        static Turn of(String role, String text) {
            return new Turn(role, List.of(new Words(text)));
        }
    }

    private ChatTemplate() {}

    /** One user turn: the images, then the text. */
    public static List<PromptPiece> question(int images, String text) {
        Stream<Part> pictures = IntStream.range(0, images).mapToObj(image -> new Picture());
        return conversation(List.of(new Turn(
                "user", Stream.concat(pictures, Stream.of(new Words(text))).toList())));
    }

    /** The pieces of a prompt; neighbouring texts are one piece, as they are encoded together. */
    public static List<PromptPiece> conversation(List<Turn> turns) {
        ChatTemplate prompt = new ChatTemplate();
        if (!turns.getFirst().role().equals("system")) {
            prompt.turn(SYSTEM);
        }
        turns.forEach(prompt::turn);
        prompt.mark("<|im_start|>").text("assistant\n");
        return List.copyOf(prompt.pieces);
    }

    private void turn(Turn turn) {
        mark("<|im_start|>").text(turn.role() + "\n");
        for (Part part : turn.parts()) {
            switch (part) {
                case Words(String words) -> text(words);
                case Picture() -> image();
            }
        }
        mark("<|im_end|>").text("\n");
    }

    private ChatTemplate mark(String spelling) {
        pieces.add(new Mark(spelling));
        return this;
    }

    private void image() {
        mark("<|vision_start|>");
        pieces.add(new ImageSlot(images++));
        mark("<|vision_end|>");
    }

    private void text(String text) {
        if (!pieces.isEmpty() && pieces.getLast() instanceof Text before) {
            pieces.set(pieces.size() - 1, new Text(before.text() + text));
        } else {
            pieces.add(new Text(text));
        }
    }
}
