package dev.descry.functions.workbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.experts.chat.FakeChatServer;
import dev.descry.experts.chat.FakeStreams;
import dev.descry.functions.workbench.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main command with an expert behind a server of chat. */
class ChatExpertCommandTest {
    private final Shell shell = new Shell();
    private final Map<String, String> settings = new HashMap<>();

    @TempDir
    Path folder;

    @AfterEach
    void forgetSettings() {
        settings.keySet().forEach(System::clearProperty);
    }

    @Test
    void aChatExpertDescribesAndItsCostIsKept() throws IOException {
        Samples.copy("scene-1.png", folder);
        try (FakeChatServer server = new FakeChatServer(FakeStreams.openAi("A ", "red ", "circle."))) {
            point(server);
            set("descry.chat.prices.\"gpt-4o\".input", "2.50");
            set("descry.chat.prices.\"gpt-4o\".output", "10");

            assertThat(shell.run("caption", folder.toString(), "--experts", "gpt-4o"))
                    .isZero();

            assertThat(server.only().header("Authorization")).isEqualTo("Bearer " + secret());
            assertThat(folder.resolve("scene-1.txt")).content().isEqualToIgnoringNewLines("A red circle.");
            JsonNode usage = new ObjectMapper()
                    .readTree(Files.readString(folder.resolve("captions.jsonl")))
                    .at("/steps/0/usage");
            assertThat(usage.path("promptTokens").asInt()).isEqualTo(FakeStreams.PROMPT_TOKENS);
            assertThat(usage.path("cost").asDouble()).isEqualTo(0.002825);
        }
        assertTheKeyIsNowhere();
    }

    @Test
    void aServerThatRepeatsTheKeyDoesNotBringItOut() throws IOException {
        Samples.copy("scene-2.png", folder);
        try (FakeChatServer server = new FakeChatServer(
                FakeChatServer.status(400, "{\"error\":{\"message\":\"bad key " + secret() + "\"}}"))) {
            point(server);

            String expert = "openai:Qwen/another@" + server.url("/v1");
            assertThat(shell.run("caption", folder.toString(), "--experts", expert))
                    .isEqualTo(1);

            assertThat(server.only().header("Authorization")).endsWith(secret());
            assertThat(shell.out() + shell.err())
                    .contains("expert " + expert + ": expected an answer, found status 400");
        }
        assertTheKeyIsNowhere();
    }

    @Test
    void aChainThatMayNotLeaveIsRefusedBeforeAnythingIsSent() throws IOException {
        Samples.copy("scene-1.png", folder);
        set("descry.chat.local-only", "true");

        assertThat(shell.run("caption", folder.toString(), "--experts", "gpt-4o"))
                .isEqualTo(2);

        assertThat(shell.err()).contains("because local-only is set, found api.openai.com");
    }

    private void point(FakeChatServer server) {
        set("descry.chat.openai.url", server.url("/v1").toString());
        set("descry.chat.keys.\"127.0.0.1\"", "env:PLANTED_KEY");
    }

    private void set(String name, String value) {
        settings.put(name, value);
        System.setProperty(name, value);
    }

    /** Surefire plants it in the environment. */
    private static String secret() {
        return System.getenv("PLANTED_KEY");
    }

    private void assertTheKeyIsNowhere() throws IOException {
        assertThat(secret()).hasSizeGreaterThan(10);
        assertThat(shell.out() + shell.err()).doesNotContain(secret());
        Path store = Path.of(System.getenv("DESCRY_HOME"), "store");
        for (Path place : Files.exists(store) ? List.of(folder, store) : List.of(folder)) {
            try (Stream<Path> files = Files.walk(place).filter(Files::isRegularFile)) {
                for (Path file : files.toList()) {
                    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(secret()))
                            .as("%s holds the key", file)
                            .isFalse();
                }
            }
        }
    }
}
