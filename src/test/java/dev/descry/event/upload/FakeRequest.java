package dev.descry.event.upload;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A request of a provider from a file: its headers, an empty line and its body.
 *
 * @param headers by lower-case name
 */
public record FakeRequest(Map<String, String> headers, byte[] body) {
    /** The request in {@code NAME.http} beside this class. */
    public static FakeRequest of(String name) {
        try (InputStream file = Objects.requireNonNull(FakeRequest.class.getResourceAsStream(name + ".http"), name)) {
            String[] parts = new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n\n", 2);
            Map<String, String> headers = new TreeMap<>();
            parts[0].lines().forEach(line -> {
                int colon = line.indexOf(": ");
                headers.put(line.substring(0, colon), line.substring(colon + 2));
            });
            return new FakeRequest(headers, parts[1].strip().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The body as text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
