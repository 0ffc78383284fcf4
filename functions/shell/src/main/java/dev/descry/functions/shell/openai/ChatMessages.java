package dev.descry.functions.shell.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.expert.Conversation;
import dev.descry.expert.Conversation.Part;
import dev.descry.expert.Conversation.Picture;
import dev.descry.expert.Conversation.Role;
import dev.descry.expert.Conversation.Turn;
import dev.descry.expert.Conversation.Words;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Messages as a conversation; their images are read, or fetched, on the way. */
@ApplicationScoped
class ChatMessages {
    private final ImageUrls images;

    ChatMessages(ImageUrls images) {
        this.images = images;
    }

    Conversation conversation(JsonNode messages) {
        List<Turn> turns = new ArrayList<>();
        for (JsonNode message : messages) {
            turns.add(turn(message));
        }
        if (turns.getLast().role() != Role.USER) {
            throw OpenAiException.invalid("messages", "messages: expected the user's last, found another");
        }
        return new Conversation(turns);
    }

    private Turn turn(JsonNode message) {
        String name = message.path("role").asText();
        Role role =
                switch (name) {
                    case "system", "developer" -> Role.SYSTEM;
                    case "user" -> Role.USER;
                    case "assistant" -> Role.ASSISTANT;
                    default ->
                        throw OpenAiException.invalid(
                                "messages",
                                "messages: expected the role system, developer, user or assistant, found " + name);
                };
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return Turn.of(role, content.asText());
        }
        List<Part> parts = new ArrayList<>();
        for (JsonNode part : content) {
            parts.add(part(role, part));
        }
        if (parts.isEmpty() && role != Role.ASSISTANT) {
            throw OpenAiException.invalid("messages", "messages: expected content of each, found one without");
        }
        return new Turn(role, parts);
    }

    private Part part(Role role, JsonNode part) {
        String type = part.path("type").asText();
        if (type.equals("text")) {
            return new Words(part.path("text").asText());
        }
        if (type.equals("image_url") && role == Role.USER) {
            JsonNode image = part.path("image_url");
            return new Picture(images.image(
                    image.isTextual() ? image.asText() : image.path("url").asText()));
        }
        throw OpenAiException.invalid(
                "messages", "messages: expected text, or image_url of the user, found a part of type " + type);
    }
}
