package dev.descry.functions.shell.openai;

import dev.descry.expert.Cancellation;
import java.util.function.Consumer;

/** One request to one model, ready to be answered in the calling thread. */
interface Talk {
    /**
     * Answers.
     *
     * @param said hears every piece of the answer's text, and an empty one now and then while there is none
     */
    Reply reply(Consumer<String> said, Cancellation cancellation);
}
