package dev.descry.experts.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalityTest {
    private static final Locality LOCAL = new Locality(Set.of("vision.example.org", ".lab.example.org"), true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:11434",
                "127.0.0.1",
                "127.8.9.1",
                "[::1]:8000",
                "10.1.2.3",
                "172.16.0.9",
                "192.168.1.5",
                "[fd12:3456::1]",
                "[fe80::1]",
                "ollama",
                "vllm.descry.svc",
                "vllm.descry.svc.cluster.local",
                "gpu.local",
                "box.internal",
                "vision.example.org",
                "a.lab.example.org"
            })
    void pixelsMayGoThere(String host) {
        assertThat(LOCAL.local(URI.create("http://" + host + "/v1"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.openai.com",
                "8.8.8.8",
                "172.32.0.1",
                "[2001:db8::1]",
                "localhost.example.org",
                "other.example.org",
                "evil-svc.example.com",
                "lab.example.org.evil.com",
                "0x08080808",
                "134744072"
            })
    void pixelsStayAwayFromThere(String host) {
        assertThat(LOCAL.local(URI.create("http://" + host + "/v1"))).isFalse();
    }

    @Test
    void localOnlyRefusesAProviderElsewhere() {
        ChatSetup usual = ChatSetup.of(Map.of("OPENAI_API_KEY", "k-1"));
        ChatSetup setup = new ChatSetup(
                usual.servers(),
                usual.keys(),
                LOCAL,
                usual.sending(),
                usual.limits(),
                Map.of(),
                usual.prices(),
                usual.budget(),
                usual.ollama(),
                usual.progress(),
                usual.proxies());
        assertThatThrownBy(() -> ChatExpert.open(ChatName.parse("gpt-4o").orElseThrow(), setup))
                .isInstanceOfSatisfying(
                        ExpertException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN))
                .hasMessage("expert gpt-4o: expected a server in the own cluster, because local-only is set, found"
                        + " api.openai.com; take a local expert, or declare the host in descry.chat.local-hosts");
        assertThatCode(() -> ChatExpert.require(ChatName.parse("llava:7b").orElseThrow(), setup))
                .doesNotThrowAnyException();
    }
}
