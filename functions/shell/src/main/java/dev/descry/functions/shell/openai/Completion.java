package dev.descry.functions.shell.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The JSON of one completion, whole or in chunks that share its id. */
record Completion(String id, long created, String model) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    static Completion of(String model) {
        return new Completion("chatcmpl-" + UUID.randomUUID(), Instant.now().getEpochSecond(), model);
    }

    ObjectNode whole(Reply reply) {
        ObjectNode message = JSON.objectNode()
                .put("role", "assistant")
                .put("content", reply.text())
                .putNull("refusal");
        ObjectNode choice = choice(reply.finish());
        choice.set("message", message);
        ObjectNode completion = head("chat.completion");
        completion.putArray("choices").add(choice);
        return completion.set("usage", usage(reply));
    }

    /** The first chunk, which names the speaker. */
    ObjectNode begin() {
        return chunk(JSON.objectNode().put("role", "assistant").put("content", ""), null);
    }

    ObjectNode piece(String text) {
        return chunk(JSON.objectNode().put("content", text), null);
    }

    /** The last chunk with a choice. */
    ObjectNode end(Reply reply) {
        return chunk(JSON.objectNode(), reply.finish());
    }

    /** The chunk after it, for clients that want to know. */
    ObjectNode usageChunk(Reply reply) {
        ObjectNode chunk = head("chat.completion.chunk");
        chunk.putArray("choices");
        return chunk.set("usage", usage(reply));
    }

    private ObjectNode chunk(ObjectNode delta, @Nullable String finish) {
        ObjectNode choice = choice(finish);
        choice.set("delta", delta);
        ObjectNode chunk = head("chat.completion.chunk");
        chunk.putArray("choices").add(choice);
        return chunk;
    }

    private ObjectNode head(String kind) {
        return JSON.objectNode()
                .put("id", id)
                .put("object", kind)
                .put("created", created)
                .put("model", model);
    }

    private static ObjectNode choice(@Nullable String finish) {
        return JSON.objectNode().put("index", 0).putNull("logprobs").put("finish_reason", finish);
    }

    private static ObjectNode usage(Reply reply) {
        return JSON.objectNode()
                .put("prompt_tokens", reply.promptTokens())
                .put("completion_tokens", reply.completionTokens())
                .put("total_tokens", reply.promptTokens() + reply.completionTokens());
    }
}
