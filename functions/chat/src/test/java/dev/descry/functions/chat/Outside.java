package dev.descry.functions.chat;

import dev.descry.experts.chat.FakeChatServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** What lies outside the function: a server of chat that answers as the test says, and the file its key is in. */
public final class Outside implements QuarkusTestResourceLifecycleManager {
    static final String KEY = "sk-planted-where-nobody-may-find-it";
    static final AtomicReference<FakeChatServer.Reply> REPLY =
            new AtomicReference<>(FakeChatServer.status(500, "no reply set"));
    static final AtomicReference<String> AUTHORIZATION = new AtomicReference<>("");

    private final FakeChatServer server = new FakeChatServer(exchange -> {
        AUTHORIZATION.set(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        return REPLY.get().answer(exchange);
    });

    @Override
    public Map<String, String> start() {
        try {
            Path key = Files.writeString(Files.createTempFile("descry", ".key"), KEY);
            return Map.of(
                    "descry.function.name",
                    "gpt-4o",
                    "descry.function.store",
                    Files.createTempDirectory("descry-chat").toString(),
                    "descry.chains.default.steps[0].expert",
                    "gpt-4o",
                    "descry.serve.concurrency",
                    "1",
                    "descry.chat.openai.url",
                    server.url("/v1").toString(),
                    "descry.chat.keys.\"127.0.0.1\"",
                    "file:" + key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        server.close();
    }
}
