package dev.descry.experts.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.experts.chat.ChatName.Protocol;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatNameTest {
    @ParameterizedTest
    @CsvSource({
        "llava:7b, OLLAMA, llava:7b,",
        "llava:34b, OLLAMA, llava:34b,",
        "ollama:qwen2.5vl:7b, OLLAMA, qwen2.5vl:7b,",
        "ollama:llava:13b@http://gpu-1:11434, OLLAMA, llava:13b, http://gpu-1:11434",
        "gpt-4o, OPENAI, gpt-4o,",
        "openai:gpt-4.1, OPENAI, gpt-4.1,",
        "openai:Qwen/Qwen2-VL-72B-Instruct@http://vllm:8000/v1/, OPENAI, Qwen/Qwen2-VL-72B-Instruct, http://vllm:8000/v1",
        "gemini, GEMINI, gemini-2.5-flash,",
        "gemini:gemini-2.5-pro, GEMINI, gemini-2.5-pro,",
    })
    void aNameTellsProtocolModelAndServer(String name, Protocol protocol, String model, URI server) {
        assertThat(ChatName.parse(name)).contains(new ChatName(name, protocol, model, Optional.ofNullable(server)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"qwen2-vl:2b", "qwen2-vl:72b@int4", "blip2:opt-2.7b", "/models/llava", "llava-like", "geminis"})
    void otherNamesAreOthers(String name) {
        assertThat(ChatName.parse(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openai:",
                "ollama:a b",
                "openai:m@ftp://host/v1",
                "openai:m@host:8000",
                "openai:m@http://user:secret-word@host/v1",
                "openai:m@http://host/v1?key=secret-word",
                "openai:m@http://a%:secret-word",
                "gemini:m@http://host"
            })
    void aNameThatGoesWrongIsRefusedWithoutItsSecrets(String name) {
        assertThatThrownBy(() -> ChatName.parse(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected")
                .hasMessageNotContaining("secret-word")
                .satisfies(e -> assertThat(e.getCause()).isNull());
    }

    @Test
    void theDistributedQwen2VlIsAServerLikeAnyOther() {
        assertThat(ChatName.parse("openai:Qwen/Qwen2-VL-72B-Instruct@http://qwen2-vl-72b.descry.svc:8000/v1"))
                .hasValueSatisfying(
                        name -> assertThat(Locality.ANYWHERE.local(name.server().orElseThrow()))
                                .isTrue());
    }
}
