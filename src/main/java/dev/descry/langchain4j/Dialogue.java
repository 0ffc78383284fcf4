package dev.descry.langchain4j;

import dev.descry.caption.Caption;
import dev.descry.caption.Prompt;
import dev.descry.caption.Prompts;
import dev.descry.expert.Answer;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Conversation;
import dev.descry.expert.Conversing;
import dev.descry.expert.Expert;
import dev.descry.expert.Question;
import dev.descry.expert.Request;
import dev.descry.expert.TokenListener;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An expert that answers requests of LangChain4j.
 *
 * @param owned whether the expert is closed with the model
 */
record Dialogue(
        Expert expert,
        boolean owned,
        ChatRequestParameters parameters,
        AnswerParameters how,
        List<ChatModelListener> listeners) {

    /**
     * What the request asks.
     *
     * @throws dev.langchain4j.exception.LangChain4jException when it cannot be honoured
     */
    Question question(ChatRequest request) {
        Question question = how.question(Messages.conversation(request.messages()), request.parameters());
        if (!(expert instanceof Conversing)) {
            requirePlain(question);
        }
        return question;
    }

    /** Answers in the calling thread. */
    ChatResponse answer(Question question, TokenListener listener, Cancellation cancellation) {
        Answer answer = expert instanceof Conversing conversing
                ? conversing.answer(question, listener, cancellation)
                : describe(question, listener, cancellation);
        return ChatResponse.builder()
                .aiMessage(AiMessage.from(answer.text()))
                .id(UUID.randomUUID().toString())
                .modelName(expert.name())
                .tokenUsage(
                        new TokenUsage(answer.promptTokens(), answer.tokens().size()))
                .finishReason(reason(answer.finishReason()))
                .build();
    }

    /** An expert that only describes takes one image, and a text or none. */
    private void requirePlain(Question question) {
        if (!question.stopSequences().isEmpty()) {
            throw Faults.unsupported("'stopSequences' parameter", expert.name());
        }
        Conversation conversation = question.conversation();
        if (conversation.turns().size() != 1 || conversation.images().size() != 1) {
            throw Faults.unsupported("anything but one user message with one image", expert.name());
        }
    }

    private Answer describe(Question question, TokenListener listener, Cancellation cancellation) {
        Conversation conversation = question.conversation();
        String words = conversation.lastWords();
        Prompt prompt = words.isBlank() ? Prompts.bundled().first().render(Map.of()) : Prompt.custom(words);
        Request request = new Request(conversation.images().getFirst(), prompt, question.decoding());
        Caption caption = expert.describe(request, listener, cancellation);
        return new Answer(caption.text(), caption.tokens(), caption.promptTokens(), caption.finishReason());
    }

    private static FinishReason reason(dev.descry.caption.FinishReason reason) {
        return switch (reason) {
            case STOP -> FinishReason.STOP;
            case LENGTH -> FinishReason.LENGTH;
            case REPETITION -> FinishReason.OTHER;
        };
    }

    void close() {
        if (owned) {
            expert.close();
        }
    }
}
