package dev.descry.experts.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which models an Ollama server has. */
public final class OllamaTags {
    private static final ObjectMapper JSON = new ObjectMapper();

    private OllamaTags() {}

    /** Asks the server of the setup, for a short time; empty when it does not answer within that. */
    public static Optional<Set<String>> of(ChatSetup setup, Duration within) {
        URI server = setup.server(ChatName.Protocol.OLLAMA);
        HttpRequest request = HttpRequest.newBuilder(URI.create(server + "/api/tags"))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(within)
                .build();
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(within)
                .proxy(setup.proxies())
                .build()) {
            HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
            return response.statusCode() == 200 ? Optional.of(names(JSON.readTree(response.body()))) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Set<String> names(JsonNode tags) {
        Set<String> names = new TreeSet<>();
        for (JsonNode model : tags.path("models")) {
            names.add(model.path("name").asText());
        }
        return names;
    }
}
