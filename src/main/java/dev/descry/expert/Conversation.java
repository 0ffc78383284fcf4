package dev.descry.expert;

import dev.descry.image.Image;
import java.util.ArrayList;
import java.util.List;

/** What was said so far, images in their places, the last turn waiting for an answer. */
public record Conversation(List<Turn> turns) {
    /** Who speaks. */
    public enum Role {
        /** Instructions for the whole conversation. */
        SYSTEM,
        /** The one who asks. */
        USER,
        /** The expert itself, earlier. */
        ASSISTANT
    }

    /** Something said in a turn. */
    public sealed interface Part {}

    /** Words, taken verbatim. */
    public record Words(String text) implements Part {}

    /** An image shown at this place. */
    public record Picture(Image image) implements Part {}

    /** What one speaker says. */
    public record Turn(Role role, List<Part> parts) {
        public Turn {
            parts = List.copyOf(parts);
        }

        /** Words alone. */
        public static Turn of(Role role, String text) {
            return new Turn(role, List.of(new Words(text)));
        }
    }

    public Conversation {
        turns = List.copyOf(turns);
        if (turns.stream().noneMatch(turn -> turn.role() == Role.USER)) {
            throw new IllegalArgumentException("conversation: expected a turn of the user, found none");
        }
    }

    /** One user turn: the image, then the text. */
    public static Conversation question(Image image, String text) {
        return new Conversation(List.of(new Turn(Role.USER, List.of(new Picture(image), new Words(text)))));
    }

    /** All the words of the last turn. */
    public String lastWords() {
        StringBuilder words = new StringBuilder();
        for (Part part : turns.getLast().parts()) {
            if (part instanceof Words(String text)) {
                words.append(text);
            }
        }
        return words.toString();
    }

    /** Every image in the order of its place. */
    public List<Image> images() {
        List<Image> images = new ArrayList<>();
        for (Turn turn : turns) {
            for (Part part : turn.parts()) {
                if (part instanceof Picture(Image image)) {
                    images.add(image);
                }
            }
        }
        return images;
    }
}
