package dev.descry.experts.chat;

import dev.descry.expert.Budget;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Map;

/**
 * Everything chat experts share.
 *
 * @param servers where protocols are spoken when a name tells no server, if not at Ollama on this machine, OpenAI, Google
 * @param keys of the servers
 * @param locality which servers are local, and whether only those may be asked
 * @param sending how images are made ready
 * @param limits of every expert
 * @param ownLimits of some, by name
 * @param prices of tokens
 * @param budget that all calls together keep to
 * @param ollama what Ollama servers are told
 * @param progress hears pulls
 * @param proxies which proxy a server is asked through
 */
public record ChatSetup(
        Map<ChatName.Protocol, URI> servers,
        Keys keys,
        Locality locality,
        ImageSending sending,
        Limits limits,
        Map<String, Limits> ownLimits,
        Prices prices,
        Budget budget,
        OllamaOptions ollama,
        PullProgress progress,
        ProxySelector proxies) {
    private static final URI OLLAMA = URI.create("http://localhost:11434");

    public ChatSetup {
        servers = Map.copyOf(servers);
        ownLimits = Map.copyOf(ownLimits);
    }

    /** Everything as it comes, with the keys of this environment. */
    public static ChatSetup of(Map<String, String> environment) {
        return new ChatSetup(
                Map.of(),
                new Keys(Map.of(), environment),
                Locality.ANYWHERE,
                ImageSending.DEFAULT,
                Limits.DEFAULT,
                Map.of(),
                Prices.NONE,
                Budget.unlimited(Prices.NONE.currency()),
                OllamaOptions.DEFAULT,
                PullProgress.NONE,
                HttpClient.Builder.NO_PROXY);
    }

    /** The same with another budget. */
    public ChatSetup within(Budget other) {
        return new ChatSetup(
                servers, keys, locality, sending, limits, ownLimits, prices, other, ollama, progress, proxies);
    }

    /** Where an expert's images go. */
    public URI server(ChatName name) {
        return name.server().orElseGet(() -> server(name.protocol()));
    }

    /** Where the protocol is spoken when a name tells no server. */
    public URI server(ChatName.Protocol protocol) {
        URI set = servers.get(protocol);
        return set != null
                ? set
                : switch (protocol) {
                    case OLLAMA -> OLLAMA;
                    case OPENAI -> OpenAiDialect.OPENAI;
                    case GEMINI -> GeminiDialect.GOOGLE;
                    case OTHER -> throw new IllegalArgumentException("server: expected one in the name, found none");
                };
    }

    Limits limits(ChatName name) {
        return ownLimits.getOrDefault(name.full(), limits);
    }
}
