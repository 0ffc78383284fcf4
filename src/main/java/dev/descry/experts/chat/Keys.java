package dev.descry.experts.chat;

import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the keys of servers are: a key belongs to a host and is sent to no other. A source is {@code env:NAME}, an
 * environment variable, or {@code file:PATH}, a mounted file, which is read whenever an expert is opened.
 */
public final class Keys {
    private static final Map<String, String> KNOWN = Map.of(
            "api.openai.com", "env:OPENAI_API_KEY",
            "generativelanguage.googleapis.com", "env:GEMINI_API_KEY");

    private final Map<String, String> sources;
    private final Map<String, String> environment;

    /**
     * Sources by host or {@code host:port}, beside those of OpenAI and Google.
     *
     * @throws IllegalArgumentException for a source of another form; it is not repeated, for it may be a key
     */
    public Keys(Map<String, String> sources, Map<String, String> environment) {
        this.sources = new LinkedHashMap<>(KNOWN);
        this.sources.putAll(sources);
        this.environment = environment;
        this.sources.forEach((host, source) -> {
            if (!source.matches("env:[A-Za-z_][A-Za-z0-9_]*|file:.+")) {
                throw new IllegalArgumentException(
                        "key of %s: expected env:NAME or file:PATH, found something else; keys themselves are no settings"
                                .formatted(host));
            }
        });
    }

    /** Where the key of a server is to be found, {@code env:NAME} or {@code file:PATH}; empty when it needs none. */
    public Optional<String> source(URI server) {
        String withPort = sources.get(server.getHost() + ":" + server.getPort());
        return Optional.ofNullable(withPort == null ? sources.get(server.getHost()) : withPort);
    }

    /** Whether the server needs no key, or has it. */
    public boolean ready(URI server) {
        try {
            of(server);
            return true;
        } catch (ExpertException e) {
            return false;
        }
    }

    /**
     * The key of a server; empty when it needs none.
     *
     * @throws ExpertException {@code FORBIDDEN} when it should have one that is not there
     */
    Optional<Key> of(URI server) {
        Optional<String> source = source(server);
        return source.isPresent() ? Optional.of(read(server, source.get())) : Optional.empty();
    }

    private Key read(URI server, String source) {
        String name = source.substring(source.indexOf(':') + 1);
        try {
            if (source.startsWith("file:")) {
                return Key.in(Path.of(name));
            }
            return Key.of(environment.getOrDefault(name, ""));
        } catch (IOException | IllegalArgumentException e) {
            // Without the cause: nothing near a key goes into a log.
            throw new ExpertException(
                    Kind.FORBIDDEN,
                    "key of %s: expected one in %s %s, found none; %s"
                            .formatted(
                                    server.getHost(),
                                    source.startsWith("file:") ? "the file" : "the environment variable",
                                    name,
                                    source.startsWith("file:") ? "mount it" : "set it"));
        }
    }
}
