package dev.descry.expert;

import dev.descry.caption.FinishReason;
import java.util.List;

/**
 * The next turn of a conversation.
 *
 * @param text as written, without the stop sequence that ended it
 * @param tokens the generated ids, the end mark or stop sequence included
 * @param promptTokens tokens the model read, image tokens included
 * @param finishReason why it ends; {@code STOP} also at a stop sequence
 */
public record Answer(String text, List<Integer> tokens, int promptTokens, FinishReason finishReason) {
    public Answer {
        tokens = List.copyOf(tokens);
    }
}
