package dev.descry.evaluate;

import java.util.List;
import java.util.Map;

/**
 * A caption and what people wrote about the same image, as words.
 *
 * @param caption words of the caption
 * @param references words of one or more references
 */
record Sample(List<String> caption, List<List<String>> references) {
    Sample {
        caption = List.copyOf(caption);
        references = references.stream().map(List::copyOf).toList();
        if (references.isEmpty()) {
            throw new IllegalArgumentException("references: expected one or more for an image, found none");
        }
    }

    static Sample of(String caption, List<String> references) {
        return new Sample(
                CaptionWords.of(caption),
                references.stream().map(CaptionWords::of).toList());
    }

    /** The same with one object for equal words. */
    Sample sharing(Map<String, String> words) {
        return new Sample(
                shared(caption, words),
                references.stream().map(reference -> shared(reference, words)).toList());
    }

    private static List<String> shared(List<String> text, Map<String, String> words) {
        return text.stream()
                .map(word -> words.computeIfAbsent(word, first -> first))
                .toList();
    }
}
