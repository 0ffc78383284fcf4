package dev.descry.verify;

/**
 * A part of a caption that is kept or removed whole.
 *
 * @param text without white space around it
 * @param start of the text in the caption, in chars
 * @param end behind it
 */
public record Segment(String text, int start, int end) {
    static Segment of(String caption, int start, int end) {
        return new Segment(caption.substring(start, end), start, end);
    }
}
