package dev.descry.langchain4j;

import dev.descry.expert.Conversation;
import dev.descry.expert.Conversation.Part;
import dev.descry.expert.Conversation.Picture;
import dev.descry.expert.Conversation.Role;
import dev.descry.expert.Conversation.Turn;
import dev.descry.expert.Conversation.Words;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import java.util.List;
import java.util.Locale;

/** Messages of LangChain4j as a conversation; names and attributes have no place in it and are left out. */
final class Messages {
    private Messages() {}

    static Conversation conversation(List<ChatMessage> messages) {
        List<Turn> turns = messages.stream().map(Messages::turn).toList();
        if (turns.getLast().role() != Role.USER) {
            throw new InvalidRequestException("messages: expected the user's last, found one of "
                    + messages.getLast().type());
        }
        return new Conversation(turns);
    }

    private static Turn turn(ChatMessage message) {
        return switch (message) {
            case SystemMessage system -> Turn.of(Role.SYSTEM, system.text());
            case UserMessage user ->
                new Turn(Role.USER, user.contents().stream().map(Messages::part).toList());
            case AiMessage earlier
            when !earlier.hasToolExecutionRequests() ->
                Turn.of(Role.ASSISTANT, earlier.text() == null ? "" : earlier.text());
            default -> throw Faults.unsupported("a message of tools or of type " + message.type(), "an ONNX model");
        };
    }

    private static Part part(Content content) {
        return switch (content) {
            case TextContent text -> new Words(text.text());
            case ImageContent image -> new Picture(Pictures.image(image.image()));
            default ->
                throw Faults.unsupported(
                        "content of type " + content.type().toString().toLowerCase(Locale.ROOT), "an ONNX model");
        };
    }
}
