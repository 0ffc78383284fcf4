package dev.descry.langchain4j;

import dev.descry.caption.Decoding;
import dev.descry.expert.Conversation;
import dev.descry.expert.Question;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How requests are answered: LangChain4j's parameters, and what those cannot say.
 *
 * @param model the name that {@code modelName} may give
 * @param defaults whatever a request leaves open
 * @param seed of the draws; drawn for each request when null
 */
record AnswerParameters(
        String model, Decoding defaults, @Nullable Long seed) {

    /** The question of a request. */
    Question question(Conversation conversation, ChatRequestParameters asked) {
        require(asked);
        try {
            return new Question(conversation, decoding(asked), orNone(asked.stopSequences()));
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }

    /** Refuses what cannot be honoured. */
    void require(ChatRequestParameters asked) {
        refuse(asked.modelName() != null && !asked.modelName().equals(model), "'modelName' parameter of another model");
        refuse(isSet(asked.frequencyPenalty()), "'frequencyPenalty' parameter");
        refuse(isSet(asked.presencePenalty()), "'presencePenalty' parameter");
        refuse(asked.toolChoice() == ToolChoice.REQUIRED, "ToolChoice.REQUIRED");
        refuse(!orNone(asked.toolSpecifications()).isEmpty(), "tools");
        refuse(
                asked.responseFormat() != null && asked.responseFormat().type() == ResponseFormatType.JSON,
                "JSON response format");
    }

    private void refuse(boolean when, String what) {
        if (when) {
            throw Faults.unsupported(what, model);
        }
    }

    /** Greedy, unless a temperature, top-p or top-k is given; without a temperature the latter two mean one of 1. */
    private Decoding decoding(ChatRequestParameters asked) {
        boolean drawn = asked.topP() != null || asked.topK() != null;
        double otherwise = drawn && defaults.greedy() ? 1 : defaults.temperature();
        return new Decoding(
                Objects.requireNonNullElse(asked.maxOutputTokens(), defaults.maxNewTokens()),
                Objects.requireNonNullElse(asked.temperature(), otherwise),
                Objects.requireNonNullElse(asked.topK(), defaults.topK()),
                Objects.requireNonNullElse(asked.topP(), defaults.topP()),
                defaults.repetitionPenalty(),
                defaults.noRepeatNgram(),
                seed == null ? ThreadLocalRandom.current().nextLong() : seed,
                defaults.minPixels(),
                defaults.maxPixels());
    }

    private static boolean isSet(@Nullable Double penalty) {
        return penalty != null && penalty != 0;
    }

    private static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
