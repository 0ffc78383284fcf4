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
            price("gpt-4o");

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
    void aBudgetStopsTheRunBeforeItIsExceeded() throws IOException {
        Samples.copy("scene-3.png", folder);
        Samples.copy("scene-4.png", folder);
        try (FakeChatServer server = new FakeChatServer(FakeStreams.openAi("A red circle."))) {
            point(server);
            price("openai:priced");

            assertThat(shell.run(
                            "caption",
                            folder.toString(),
                            "--experts",
                            "openai:priced",
                            "--concurrency",
                            "1",
                            "--budget",
                            "0.009"))
                    .isEqualTo(1);

            assertThat(server.only().path()).isEqualTo("/v1/chat/completions");
            assertThat(folder.resolve("scene-3.txt")).exists();
            assertThat(folder.resolve("scene-4.txt")).doesNotExist();
            assertThat(shell.out()).contains("cost 0.002805 USD", "stopped where the budget was spent");
        }
    }

    @Test
    void aDryRunTellsTheHighestCostAndAsksNobody() throws IOException {
        Samples.copy("scene-1.png", folder);
        Samples.copy("scene-2.png", folder);
        try (FakeChatServer server = new FakeChatServer(FakeStreams.openAi("A red circle."))) {
            point(server);
            price("openai:priced");

            assertThat(shell.run("caption", folder.toString(), "--experts", "openai:priced", "--dry-run"))
                    .isZero();

            assertThat(server.received()).isEmpty();
            assertThat(shell.out())
                    .containsPattern(
                            "2 images use at most [0-9]+ tokens of others' servers and cost at most 0\\.0[0-9]+ USD");
        }
    }

    @Test
    void aRunMayAskToStayLocal() throws IOException {
        Samples.copy("scene-1.png", folder);
        set("descry.chat.keys.\"vision.example.org\"", "env:PLANTED_KEY");

        assertThat(shell.run(
                        "caption",
                        folder.toString(),
                        "--experts",
                        "openai:m@https://vision.example.org/v1",
                        "--local-only"))
                .isEqualTo(2);

        assertThat(shell.err()).contains("found openai:m@https://vision.example.org/v1");
    }

    @Test
    void aServerThatRepeatsTheKeyDoesNotBringItOut() throws IOException {
        Samples.copy("scene-2.png", folder);
        try (FakeChatServer server = new FakeChatServer(
                FakeChatServer.status(400, "{\"error\":{\"message\":\"bad key " + secret() + "\"}}"))) {
            point(server);

            String expert = "openai:Qwen/another@" + server.url("/v1");
            String report = folder.resolve("report.json").toString();
            assertThat(shell.run(
                            "caption",
                            folder.toString(),
                            "--experts",
                            expert,
                            "--report",
                            report,
                            "--write",
                            "txt,csv"))
                    .isEqualTo(1);

            assertThat(server.only().header("Authorization")).endsWith(secret());
            assertThat(shell.out() + shell.err())
                    .contains("expert " + expert + ": expected an answer, found status 400");
            assertThat(Path.of(report)).content().contains("found status 400");
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

    private void price(String expert) {
        set("descry.chat.prices.\"" + expert + "\".input", "2.50");
        set("descry.chat.prices.\"" + expert + "\".output", "10");
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
