package dev.descry.functions.shell.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.expert.Cancellation;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * {@code POST /v1/chat/completions}: the experts and chains for any client of OpenAI's API, whole or as a stream. A model
 * is an expert's name, which takes the whole conversation, or a chain's, which runs on the newest image and the user's
 * last words.
 */
@Path("/v1/chat/completions")
@Blocking // an answer is written in the thread that waits for it
public class ChatResource {
    private final ChatModels models;
    private final ChatMessages messages;
    private final ObjectMapper json;

    ChatResource(ChatModels models, ChatMessages messages, ObjectMapper json) {
        this.models = models;
        this.messages = messages;
        this.json = json;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces({MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS})
    @Operation(operationId = "chatCompletion", summary = "Answer in the wire form of OpenAI's chat completions")
    public Response complete(byte[] body, @Context RoutingContext connection) {
        try {
            ChatRequest request = ChatRequest.read(parse(body));
            models.require(request.model());
            Talk talk = models.talk(request, messages.conversation(request.messages()));
            Cancellation cancellation = new Cancellation();
            connection.addEndHandler(end -> cancellation.cancel());
            Completion completion = Completion.of(request.model());
            return request.stream()
                    ? Response.ok(new CompletionStream(completion, talk, request.includeUsage(), cancellation))
                            .type(MediaType.SERVER_SENT_EVENTS)
                            .header("Cache-Control", "no-cache")
                            .build()
                    : Response.ok(completion.whole(talk.reply(text -> {}, cancellation)))
                            .type(MediaType.APPLICATION_JSON)
                            .build();
        } catch (RuntimeException e) {
            throw OpenAiException.of(e);
        }
    }

    private JsonNode parse(byte[] body) {
        try {
            JsonNode parsed = json.readTree(body);
            if (parsed.isObject()) {
                return parsed;
            }
            throw OpenAiException.invalid(null, "body: expected a JSON object, found another value");
        } catch (JsonProcessingException e) {
            throw OpenAiException.invalid(null, "body: expected JSON, found " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("body: expected bytes, found " + e, e);
        }
    }
}
