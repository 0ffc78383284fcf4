package dev.descry.functions.shell.openai;

import dev.descry.caption.FinishReason;

/**
 * What a model said.
 *
 * @param promptTokens read by all its experts together
 * @param completionTokens written by all its experts together
 */
record Reply(String text, FinishReason finishReason, long promptTokens, long completionTokens) {
    /** The reason in the wire's words. */
    String finish() {
        return switch (finishReason) {
            case STOP, REPETITION -> "stop";
            case LENGTH -> "length";
        };
    }
}
