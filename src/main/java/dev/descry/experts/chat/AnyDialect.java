package dev.descry.experts.chat;

import dev.descry.caption.Decoding;
import dev.descry.tensor.Size;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequestParameters;

/** A model made elsewhere: it keeps its client, and hears what every model of LangChain4j understands. */
record AnyDialect(StreamingChatModel own) implements Dialect {
    @Override
    public StreamingChatModel model(Wire wire) {
        return own;
    }

    @Override
    public ChatRequestParameters parameters(Decoding how) {
        Dialect.require(how.noRepeatNgram() == 0, "no-repeat n-gram", how.noRepeatNgram());
        Dialect.require(how.repetitionPenalty() == 1, "repetition penalty", how.repetitionPenalty());
        Dialect.require(how.greedy() || how.seed() == 0, "seed", how.seed());
        var parameters =
                ChatRequestParameters.builder().temperature(how.temperature()).maxOutputTokens(how.maxNewTokens());
        if (!how.greedy()) {
            parameters.topP(how.topP());
            if (how.topK() > 0) {
                parameters.topK(how.topK());
            }
        }
        return parameters.build();
    }

    @Override
    public long imageTokens(Size image) {
        return Math.max(OpenAiDialect.patchTokens(image), GeminiDialect.mostTokens(image));
    }
}
