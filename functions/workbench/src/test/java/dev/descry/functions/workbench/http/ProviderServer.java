package dev.descry.functions.workbench.http;

import dev.descry.experts.chat.FakeChatServer;
import dev.descry.experts.chat.FakeChatServer.Reply;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A provider of OpenAI's protocol behind the chain {@code elsewhere}; one run at a time and one that waits. */
public final class ProviderServer implements QuarkusTestResourceLifecycleManager {
    static final String CHAIN = "elsewhere";
    private static volatile Reply reply = FakeChatServer.status(500, "{}");
    private static volatile FakeChatServer server = new FakeChatServer();

    /** From now on. */
    static void answer(Reply with) {
        reply = with;
    }

    static FakeChatServer server() {
        return server;
    }

    @Override
    public Map<String, String> start() {
        server = new FakeChatServer(exchange -> reply.answer(exchange));
        return Map.of(
                "descry.chains." + CHAIN + ".steps[0].expert",
                "openai:m@" + server.url("/v1"),
                "descry.chains." + CHAIN + ".steps[0].attempts",
                "1",
                "descry.chat.keys.\"127.0.0.1\"",
                "env:PLANTED_KEY",
                "descry.chat.open-for",
                "1ms",
                "descry.chat.local-only",
                "true",
                "descry.serve.concurrency",
                "1",
                "descry.serve.queue",
                "1");
    }

    @Override
    public void stop() {
        server.close();
    }
}
