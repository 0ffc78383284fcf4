package dev.descry.experts.interrogator;

import dev.descry.caption.Phrase;
import java.util.List;

/**
 * What an interrogation found.
 *
 * @param mode that was asked for
 * @param text the prompt made of caption and terms; for analysing modes one line a list
 * @param similarity of the text to the image, cosine in [-1, 1]; of the analysing modes that of the nearest term
 * @param phrases the terms used, in the text's order
 * @param encodings texts CLIP encoded for this image, features of kept lists not counted
 */
public record Interrogation(Mode mode, String text, float similarity, List<Phrase> phrases, int encodings) {
    public Interrogation {
        phrases = List.copyOf(phrases);
    }
}
