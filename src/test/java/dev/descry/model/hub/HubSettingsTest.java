package dev.descry.model.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.model.ModelException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubSettingsTest {
    @Test
    void environmentChoosesTheHub() {
        assertThat(HubSettings.of(Map.of()).base()).hasToString("https://huggingface.co");
        assertThat(HubSettings.of(Map.of("HF_ENDPOINT", "https://mirror/hf/")).base())
                .hasToString("https://mirror/hf");
        assertThat(HubSettings.of(Map.of("HF_ENDPOINT", "https://a", "DESCRY_HUB_URL", "http://b:8"))
                        .base())
                .hasToString("http://b:8");
        assertThat(HubSettings.of(Map.of("HF_TOKEN", " hf_x \n")).token()).contains("hf_x");
        assertThat(HubSettings.of(Map.of("HF_TOKEN", " ")).token()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"huggingface.co", "ftp://x", "https://", "https://user:pw@x", "::", "https://a b"})
    void otherAddressesAreRefused(String address) {
        assertThatThrownBy(() -> HubSettings.of(Map.of("HF_ENDPOINT", address)))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith("hub address: expected http or https and a host, found ");
    }

    @Test
    void tokenIsNeverShown() {
        assertThat(HubSettings.of(Map.of("HF_TOKEN", "hf_secret")))
                .hasToString("HubSettings[base=https://huggingface.co, token=given]");
        assertThatThrownBy(() -> HubSettings.of(Map.of("HF_TOKEN", "hf_sec\nret")))
                .isInstanceOf(ModelException.class)
                .hasMessageNotContaining("sec");
    }

    @ParameterizedTest
    @CsvSource({
        "https://hub.co, https://hub.co/a, true",
        "https://hub.co, https://cdn.hub.co/a, false",
        "https://hub.co, http://hub.co/a, false",
        "https://hub.co, https://hub.co:444/a, false",
        "http://hub.co, http://hub.co/a, false",
        "http://localhost:80, http://localhost:80/a, true",
    })
    void tokenStaysWithItsHost(String base, URI uri, boolean carries) {
        assertThat(HubSettings.of(Map.of("HF_ENDPOINT", base)).mayCarryToken(uri))
                .isEqualTo(carries);
    }

    @Test
    void waitingTimeIsSecondsOrADate() {
        assertThat(Patience.parse("90")).contains(Duration.ofSeconds(90));
        assertThat(Patience.parse("Wed, 21 Oct 2015 07:28:00 GMT")).contains(Duration.ZERO);
        assertThat(Patience.parse("soon")).isEmpty();
        assertThat(Patience.parse("-1")).isEmpty();
    }
}
