package dev.descry.experts.chat;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a chat expert: {@code llava:7b}, {@code ollama:NAME}, {@code gpt-4o}, {@code openai:NAME}, {@code gemini},
 * {@code gemini:NAME}; {@code @URL} after an {@code ollama:} or {@code openai:} name tells the server.
 *
 * @param full as the user wrote it
 * @param protocol how the server is spoken to
 * @param model what the server calls it
 * @param server where it is, when that is not the one of the settings; without a path for Ollama, with {@code /v1} or
 *     the like for OpenAI
 */
public record ChatName(String full, Protocol protocol, String model, Optional<URI> server) {
    /** The model behind the bare name {@code gemini}. */
    static final String DEFAULT_GEMINI = "gemini-2.5-flash";

    private static final Pattern FORM =
            Pattern.compile("(?<prefix>ollama|openai|gemini):(?<model>[^@\\s]+)(?:@(?<url>\\S*))?");
    private static final Pattern LLAVA = Pattern.compile("llava(:[a-z0-9._-]+)?");
    private static final Pattern GPT = Pattern.compile("gpt-[a-z0-9._-]+");

    /** How servers of chat are spoken to. */
    public enum Protocol {
        OLLAMA,
        OPENAI,
        GEMINI,
        /** Whatever a model that code hands over speaks; no name means it. */
        OTHER
    }

    /**
     * Reads a name; empty when it is none of a chat expert.
     *
     * @throws IllegalArgumentException when it begins like one and goes wrong
     */
    public static Optional<ChatName> parse(String name) {
        if (LLAVA.matcher(name).matches()) {
            return Optional.of(new ChatName(name, Protocol.OLLAMA, name, Optional.empty()));
        }
        if (GPT.matcher(name).matches()) {
            return Optional.of(new ChatName(name, Protocol.OPENAI, name, Optional.empty()));
        }
        if (name.equals("gemini")) {
            return Optional.of(new ChatName(name, Protocol.GEMINI, DEFAULT_GEMINI, Optional.empty()));
        }
        Matcher form = FORM.matcher(name);
        if (form.matches()) {
            return Optional.of(of(name, form));
        }
        if (name.matches("(ollama|openai|gemini):.*")) {
            throw new IllegalArgumentException("expert: expected %s:NAME or %1$s:NAME@URL, found no name in %s"
                    .formatted(name.substring(0, name.indexOf(':')), Text.withoutSecrets(name)));
        }
        return Optional.empty();
    }

    private static ChatName of(String name, Matcher form) {
        Protocol protocol =
                switch (form.group("prefix")) {
                    case "ollama" -> Protocol.OLLAMA;
                    case "openai" -> Protocol.OPENAI;
                    default -> Protocol.GEMINI;
                };
        Optional<URI> server = Optional.ofNullable(form.group("url")).map(url -> server(url));
        if (protocol == Protocol.GEMINI && server.isPresent()) {
            throw new IllegalArgumentException(
                    "expert: expected gemini:NAME, found a server in " + name + "; set it as descry.chat.gemini.url");
        }
        return new ChatName(name, protocol, form.group("model"), server);
    }

    /**
     * An address of a server.
     *
     * @throws IllegalArgumentException for one that is not http or https, or that carries a password or a query
     */
    public static URI server(String url) {
        URI server;
        try {
            server = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        } catch (IllegalArgumentException e) {
            // The cause would repeat the text, password and all.
            throw new IllegalArgumentException(
                    "server: expected a URL such as http://host:8000/v1, found another text");
        }
        boolean http = "http".equals(server.getScheme()) || "https".equals(server.getScheme());
        if (!http || server.getHost() == null) {
            throw new IllegalArgumentException(
                    "server: expected a URL such as http://host:8000/v1, found " + Text.withoutSecrets(url));
        }
        if (server.getRawUserInfo() != null || server.getRawQuery() != null || server.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "server: expected a URL without password, query and fragment, found more at %s; keys are settings"
                            .formatted(server.getHost()));
        }
        return server;
    }
}
