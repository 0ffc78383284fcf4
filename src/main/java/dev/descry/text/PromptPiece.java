package dev.descry.text;

/** A part of a prompt. Marks of structure are ids from the start, so that no text can imitate one. */
public sealed interface PromptPiece {
    /** A mark of structure, by its spelling. */
    record Mark(String spelling) implements PromptPiece {}

    /** Text to encode by itself. */
    record Text(String text) implements PromptPiece {}

    /** The place of an image: as many image tokens as the image has features. */
    record ImageSlot(int index) implements PromptPiece {}
}
