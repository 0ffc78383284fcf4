package dev.descry.experts.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.caption.Caption;
import dev.descry.caption.Prompt;
import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.FakeExperts;
import dev.descry.chain.StepMemory;
import dev.descry.chain.Transcript;
import dev.descry.chain.TranscriptJson;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class KeysTest {
    private static final URI OPENAI = URI.create("https://api.openai.com/v1");

    @Test
    void aKeyIsReadFromTheEnvironment() {
        assertThat(new Keys(Map.of(), Map.of("OPENAI_API_KEY", " k-1\n"))
                        .of(OPENAI)
                        .orElseThrow()
                        .reveal())
                .isEqualTo("k-1");
    }

    @Test
    void aKeyIsReadFromAMountedFileWheneverItIsNeeded(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "old\n");
        Keys keys = new Keys(Map.of("vllm:8000", "file:" + file), Map.of());
        URI server = URI.create("http://vllm:8000/v1");
        assertThat(keys.of(server).orElseThrow().reveal()).isEqualTo("old");
        Files.writeString(file, "new\n");
        assertThat(keys.of(server).orElseThrow().reveal()).isEqualTo("new");
    }

    @Test
    void aKeyGoesToItsOwnHostOnly() {
        Keys keys = new Keys(Map.of("vllm:8000", "env:VLLM"), Map.of("VLLM", "v", "OPENAI_API_KEY", "o"));
        assertThat(keys.of(URI.create("http://vllm:9000/v1"))).isEmpty();
        assertThat(keys.of(URI.create("https://api.openai.com.evil.org/v1"))).isEmpty();
    }

    @Test
    void aMissingKeyIsNamedByItsPlace() {
        Keys keys = new Keys(Map.of("vllm", "file:/nowhere/key"), Map.of());
        assertThatThrownBy(() -> keys.of(OPENAI))
                .isInstanceOfSatisfying(
                        ExpertException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN))
                .hasMessage(
                        "key of api.openai.com: expected one in the environment variable OPENAI_API_KEY, found none; set it");
        assertThatThrownBy(() -> keys.of(URI.create("http://vllm/v1")))
                .hasMessage("key of vllm: expected one in the file /nowhere/key, found none; mount it");
    }

    @Test
    void aKeyInTheSettingsIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> new Keys(Map.of("vllm", ChatFixture.SECRET), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(ChatFixture.SECRET);
    }

    @Test
    void aKeyNeverGoesOverAnOpenLineToAServerElsewhere() {
        ChatSetup usual = ChatSetup.of(Map.of());
        ChatSetup setup = new ChatSetup(
                usual.servers(),
                new Keys(Map.of("vision.example.org", "env:K"), Map.of("K", "k")),
                usual.locality(),
                usual.sending(),
                usual.limits(),
                Map.of(),
                usual.prices(),
                usual.budget(),
                usual.ollama(),
                usual.progress(),
                usual.proxies());
        assertThatThrownBy(() -> ChatFixture.expert("openai:m@http://vision.example.org/v1", setup))
                .isInstanceOf(ExpertException.class)
                .hasMessageContaining("expected https");
    }

    /** A server that repeats the key in everything it says, and a search through all that comes out. */
    @ParameterizedTest
    @ValueSource(ints = {200, 400, 401, 404, 429, 500, 0})
    void aPlantedKeyComesOutNowhere(int status) throws Exception {
        String echo = "{\"error\":{\"message\":\"key " + ChatFixture.SECRET + " is wrong\",\"code\":" + status + "}}";
        FakeChatServer.Reply reply =
                switch (status) {
                    case 200 -> FakeChatServer.stream("text/event-stream", List.of("data: " + echo + "\n\n"));
                    case 0 -> FakeChatServer.cut(List.of("data: {\"broken " + ChatFixture.SECRET + "\n\n"));
                    default -> FakeChatServer.status(status, echo);
                };
        StringBuilder out = new StringBuilder();
        String printed = printed(() -> run("gpt-4o", reply, out));
        assertThat(out + printed).contains("expert gpt-4o: expected an answer").doesNotContain(ChatFixture.SECRET);
    }

    /** A server that answers with the key, whole and in pieces; what only begins like it is told in full. */
    @Test
    void aCaptionDoesNotHoldTheKeyEither() {
        String secret = ChatFixture.SECRET;
        FakeChatServer.Reply reply = FakeStreams.openAi("A ", secret.substring(0, 9), secret.substring(9), " and plan");
        StringBuilder heard = new StringBuilder();
        try (FakeChatServer server = new FakeChatServer(reply);
                Expert expert = ChatFixture.expert("gpt-4o", ChatFixture.setup(server))) {
            Caption caption =
                    expert.describe(ChatFixture.request(), (id, text) -> heard.append(text), new Cancellation());
            assertThat(caption.text()).isEqualTo("A … and plan");
        }
        assertThat(heard).hasToString("A … and plan");
    }

    private static void run(String name, FakeChatServer.Reply reply, StringBuilder out) {
        try (FakeChatServer server = new FakeChatServer(reply)) {
            ChatSetup setup = ChatFixture.setup(server);
            try (Expert expert = ChatFixture.expert(name, setup);
                    ChainRunner runner = new ChainRunner(FakeExperts.of(expert), StepMemory.NONE, 1)) {
                Transcript transcript = runner.collect(Chain.of(name), ChatFixture.SMALL)
                        .await()
                        .indefinitely();
                out.append(TranscriptJson.write("x", transcript)).append(transcript);
                StringWriter trace = new StringWriter();
                ChatFixture.failure(expert).printStackTrace(new PrintWriter(trace, true));
                out.append(trace)
                        .append(expert)
                        .append(expert.modelDigest())
                        .append(setup)
                        .append(Prompt.custom("x"));
                assertThat(server.received().getFirst().header("Authorization"))
                        .as("the key was sent")
                        .endsWith(ChatFixture.SECRET);
            }
        }
    }

    /** What is printed and logged meanwhile. */
    private static String printed(Runnable work) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        PrintStream out = System.out;
        PrintStream err = System.err;
        Logger root = Logger.getLogger("");
        Level before = root.getLevel();
        Handler all = new Handler() {
            @Override
            public void publish(LogRecord record) {
                stream.println(new SimpleFormatter().format(record));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        System.setOut(stream);
        System.setErr(stream);
        root.setLevel(Level.ALL);
        root.addHandler(all);
        try {
            work.run();
        } finally {
            root.removeHandler(all);
            root.setLevel(before);
            System.setOut(out);
            System.setErr(err);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
