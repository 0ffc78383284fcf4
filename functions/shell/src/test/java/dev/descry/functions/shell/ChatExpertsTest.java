package dev.descry.functions.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.caption.Cost;
import dev.descry.chain.Chain;
import dev.descry.expert.Expert;
import dev.descry.experts.chat.ChatName.Protocol;
import dev.descry.experts.chat.ChatSetup;
import dev.descry.experts.chat.FakeChatServer;
import dev.descry.image.DecodeLimits;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ChatExpertsTest {
    private static final Map<String, String> NO_OLLAMA = Map.of("descry.chat.ollama.port", "1");

    @Test
    void everySettingReachesTheExperts() {
        ChatSetup setup = setup(Map.ofEntries(
                Map.entry("descry.chat.ollama.host", "gpu-1"),
                Map.entry("descry.chat.ollama.port", "11435"),
                Map.entry("descry.chat.ollama.keep-alive", "10m"),
                Map.entry("descry.chat.ollama.context-length", "8192"),
                Map.entry("descry.chat.ollama.options.num_gpu", "20"),
                Map.entry("descry.chat.openai.url", "http://vllm:8000/v1"),
                Map.entry("descry.chat.local-hosts", "vision.example.org,.lab.example.org"),
                Map.entry("descry.chat.max-pixels", "500000"),
                Map.entry("descry.chat.jpeg-quality", "0.8"),
                Map.entry("descry.chat.requests-per-minute", "60"),
                Map.entry("descry.chat.experts.\"gpt-4o\".concurrency", "9"),
                Map.entry("descry.chat.prices.\"gpt-4o\".input", "2.50"),
                Map.entry("descry.chat.prices.\"gpt-4o\".output", "10.00"),
                Map.entry("descry.chat.budget", "5")));

        assertThat(setup.server(Protocol.OLLAMA)).hasToString("http://gpu-1:11435");
        assertThat(setup.server(Protocol.OPENAI)).hasToString("http://vllm:8000/v1");
        assertThat(setup.server(Protocol.GEMINI))
                .extracting(java.net.URI::getHost)
                .isEqualTo("generativelanguage.googleapis.com");
        assertThat(setup.ollama().keepAlive()).contains(Duration.ofMinutes(10));
        assertThat(setup.ollama().contextLength()).isEqualTo(OptionalInt.of(8_192));
        assertThat(setup.ollama().options()).containsEntry("num_gpu", "20");
        assertThat(setup.locality().declared()).containsExactlyInAnyOrder("vision.example.org", ".lab.example.org");
        assertThat(setup.sending().maxPixels()).isEqualTo(500_000);
        assertThat(setup.sending().quality()).isEqualTo(0.8f);
        assertThat(setup.limits().requestsPerMinute()).isEqualTo(OptionalLong.of(60));
        assertThat(setup.ownLimits()).hasEntrySatisfying("gpt-4o", own -> assertThat(own.concurrency())
                .isEqualTo(9));
        assertThat(setup.prices().prices())
                .hasEntrySatisfying("gpt-4o", price -> assertThat(price.input()).isEqualByComparingTo("2.5"));
        assertThat(setup.budget().limit()).contains(new Cost(new BigDecimal(5), "USD"));
    }

    @Test
    void theListSaysWhichExpertNeedsAServerOrAKey() {
        assertThat(list(NO_OLLAMA, Map.of("GEMINI_API_KEY", "k")).entries())
                .contains(
                        new ExpertList.Entry("llava:7b", "needs an Ollama server on http://localhost:1: ollama serve"),
                        new ExpertList.Entry("gpt-4o", "needs a key in OPENAI_API_KEY"),
                        new ExpertList.Entry("gemini", "ready; sends images to generativelanguage.googleapis.com"));
    }

    @Test
    void theListSaysWhichModelsTheServerHas() {
        try (FakeChatServer ollama = new FakeChatServer(
                FakeChatServer.status(200, "{\"models\":[{\"name\":\"llava:7b\",\"size\":4733363377}]}"))) {
            String url = ollama.url("").toString();
            assertThat(list(Map.of("descry.chat.ollama.url", url), Map.of()).entries())
                    .contains(
                            new ExpertList.Entry("llava:7b", "ready on " + url),
                            new ExpertList.Entry("llava:13b", "needs a pull: ollama pull llava:13b"));
            assertThat(ollama.only().path()).isEqualTo("/api/tags");
        }
    }

    @Test
    void localOnlyRefusesWhatSendsImagesAway() {
        Map<String, String> properties = new HashMap<>(NO_OLLAMA);
        properties.put("descry.chat.local-only", "true");
        ExpertList list = list(properties, Map.of("OPENAI_API_KEY", "k"));

        assertThatThrownBy(() -> list.require("gpt-4o"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("local-only is set, found api.openai.com");
        assertThat(list.entries()).contains(new ExpertList.Entry("gpt-4o", "refused, because local-only is set"));
        list.require("openai:Qwen/Qwen2-VL-72B-Instruct@http://vllm.descry.svc:8000/v1");
    }

    @Test
    void aRunThatAsksForItStaysLocalWhateverTheSettings() {
        ExpertList list = list(NO_OLLAMA, Map.of("OPENAI_API_KEY", "k"));
        list.require("gpt-4o");
        assertThatThrownBy(() -> list.requireImagesStay(Chain.of("llava:7b", "gpt-4o")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found gpt-4o");
        list.requireImagesStay(Chain.of("llava:7b", "openai:m@http://vllm:8000/v1"));
    }

    @Test
    void anExpertIsOpenedByItsName() {
        try (Expert expert = list(NO_OLLAMA, Map.of()).open("openai:m@http://localhost:9/v1")) {
            assertThat(expert.name()).isEqualTo("openai:m@http://localhost:9/v1");
        }
    }

    @Test
    void aMissingKeyIsToldBeforeAnyImageIsRead() {
        ExpertList list = list(NO_OLLAMA, Map.of());
        assertThatThrownBy(() -> list.require("gpt-4o"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("environment variable OPENAI_API_KEY");
    }

    private static ExpertList list(Map<String, String> properties, Map<String, String> environment) {
        return new ExpertList(List.of(new ChatExperts(
                ChatExperts.setup(settings(properties), DecodeLimits.DEFAULT, environment), Duration.ofSeconds(20))));
    }

    private static ChatSetup setup(Map<String, String> properties) {
        return ChatExperts.setup(settings(properties), DecodeLimits.DEFAULT, Map.of());
    }

    private static ChatSettings settings(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(Settings.class)
                .build()
                .getConfigMapping(Settings.class)
                .chat();
    }
}
