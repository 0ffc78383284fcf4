package dev.descry.expert;

import dev.descry.caption.Decoding;
import java.util.List;

/**
 * A conversation to go on with, and how.
 *
 * @param stopSequences the answer ends before the first of them; none is empty
 */
public record Question(Conversation conversation, Decoding decoding, List<String> stopSequences) {
    public Question {
        stopSequences = List.copyOf(stopSequences);
        if (stopSequences.contains("")) {
            throw new IllegalArgumentException("stop sequences: expected words, found an empty one");
        }
    }
}
