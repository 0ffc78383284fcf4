package dev.descry.caption;

/**
 * A term that was found in an image.
 *
 * @param text of the term
 * @param list it comes from
 * @param similarity of the term alone to the image, cosine in [-1, 1]
 */
public record Phrase(String text, String list, double similarity) {}
