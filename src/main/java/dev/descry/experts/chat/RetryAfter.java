package dev.descry.experts.chat;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a server wants to be asked again: {@code Retry-After} in seconds or as a date (RFC 9110, 10.2.3),
 * {@code retry-after-ms} of OpenAI, or {@code retryDelay} in the body of Google.
 */
final class RetryAfter {
    private static final Pattern GOOGLE = Pattern.compile("\"retryDelay\"\\s*:\\s*\"([0-9]+(?:\\.[0-9]+)?)s\"");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

    private RetryAfter() {}

    /** The wait from now, 0 or more; empty when the server says none or nonsense. */
    static Optional<Duration> of(Function<String, Optional<String>> headers, String body, Instant now) {
        return headers.apply("retry-after-ms")
                .flatMap(millis -> seconds(millis).map(wait -> wait.dividedBy(1_000)))
                .or(() -> headers.apply("retry-after")
                        .flatMap(value -> seconds(value).or(() -> date(value, now))))
                .or(() -> google(body));
    }

    private static Optional<Duration> seconds(String number) {
        String bare = number.strip();
        return NUMBER.matcher(bare).matches()
                ? Optional.of(Duration.ofNanos((long) (Double.parseDouble(bare) * 1e9)))
                : Optional.empty();
    }

    private static Optional<Duration> date(String text, Instant now) {
        try {
            Instant then = ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> google(String body) {
        Matcher delay = GOOGLE.matcher(body);
        return delay.find() ? seconds(delay.group(1)) : Optional.empty();
    }
}
