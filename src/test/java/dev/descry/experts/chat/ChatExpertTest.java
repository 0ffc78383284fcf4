package dev.descry.experts.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.expert.Expert;
import dev.descry.expert.ExpertContract;
import dev.descry.expert.Request;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every expert does, done by one behind a server. */
class ChatExpertTest extends ExpertContract {
    private final FakeChatServer server = new FakeChatServer(FakeStreams.openAi("A ", "red ", "circle."));
    private final List<Expert> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(Expert::close);
        server.close();
    }

    @Override
    protected Expert expert() {
        return open.isEmpty() ? another() : open.getFirst();
    }

    @Override
    protected Request request() {
        return ChatFixture.request();
    }

    @Override
    protected Expert another() {
        open.add(ChatFixture.expert("gpt-4o", ChatFixture.setup(server)));
        return open.getLast();
    }

    @Test
    void theDigestTellsServersModelsAndOptionsApart() {
        ChatSetup setup = ChatFixture.setup(server);
        List<String> digests = List.of(
                digest("gpt-4o", setup),
                digest("gpt-4.1", setup),
                digest("openai:gpt-4o@http://localhost:9/v1", setup),
                digest("ollama:gpt-4o", setup));
        assertThat(digests).doesNotHaveDuplicates().allMatch(hex -> hex.matches("[0-9a-f]{64}"));
        assertThat(digest("gpt-4o", setup)).isEqualTo(digests.getFirst());
    }

    private String digest(String name, ChatSetup setup) {
        open.add(ChatFixture.expert(name, setup));
        return open.getLast().modelDigest();
    }
}
