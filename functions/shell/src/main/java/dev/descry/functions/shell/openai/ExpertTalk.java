package dev.descry.functions.shell.openai;

import dev.descry.expert.Answer;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Conversing;
import dev.descry.expert.Question;
import dev.descry.functions.shell.http.Runs;
import java.util.function.Consumer;

/** A conversation with one expert, whose words are told as they are written. */
record ExpertTalk(Runs runs, Conversing expert, Question question) implements Talk {
    @Override
    public Reply reply(Consumer<String> said, Cancellation cancellation) {
        Answer answer = runs.counted(
                "chat", expert.name(), () -> expert.answer(question, (id, text) -> said.accept(text), cancellation));
        return new Reply(
                answer.text(),
                answer.finishReason(),
                answer.promptTokens(),
                answer.tokens().size());
    }
}
