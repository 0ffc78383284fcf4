package dev.descry.experts.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @ParameterizedTest
    @CsvSource({
        "retry-after, 7, 7000",
        "retry-after, 0, 0",
        "retry-after, 1.5, 1500",
        "retry-after-ms, 250, 250",
        "retry-after, 'Fri, 02 Jan 2026 03:04:35 GMT', 30000",
        "retry-after, 'Fri, 02 Jan 2026 03:04:00 GMT', 0",
    })
    void aHeaderSaysHowLong(String header, String value, long millis) {
        assertThat(of(Map.of(header, value), "")).contains(Duration.ofMillis(millis));
    }

    @Test
    void googleSaysItInTheBody() {
        String body =
                "{\"error\": {\"code\": 429, \"details\": [{\"@type\": \"type.googleapis.com/google.rpc.RetryInfo\","
                        + " \"retryDelay\": \"38.5s\"}]}}";
        assertThat(of(Map.of(), body)).contains(Duration.ofMillis(38_500));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-3", "Fri, 99 Jan 2026 03:04:35 GMT"})
    void nonsenseIsNoTime(String value) {
        assertThat(of(Map.of("retry-after", value), "{}")).isEmpty();
    }

    private static Optional<Duration> of(Map<String, String> headers, String body) {
        return RetryAfter.of(name -> Optional.ofNullable(headers.get(name)), body, NOW);
    }
}
