package dev.descry.functions.shell;

import dev.descry.caption.Cost;
import dev.descry.expert.Budget;
import dev.descry.expert.Expert;
import dev.descry.expert.ExpertException;
import dev.descry.experts.chat.ChatExpert;
import dev.descry.experts.chat.ChatName;
import dev.descry.experts.chat.ChatName.Protocol;
import dev.descry.experts.chat.ChatSetup;
import dev.descry.experts.chat.ImageSending;
import dev.descry.experts.chat.Keys;
import dev.descry.experts.chat.Limits;
import dev.descry.experts.chat.Locality;
import dev.descry.experts.chat.OllamaOptions;
import dev.descry.experts.chat.OllamaTags;
import dev.descry.experts.chat.Prices;
import dev.descry.functions.shell.ChatSettings.LimitSettings;
import dev.descry.image.DecodeLimits;
import dev.descry.model.hub.HubSettings;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The experts behind servers of chat. */
final class ChatExperts implements ExpertSource {
    private static final List<String> LLAVAS = List.of("llava:7b", "llava:13b", "llava:34b");
    private static final List<String> PROVIDERS = List.of("gpt-4o", "gemini");

    private final ChatSetup setup;
    private final Duration patience;

    /** @param patience with an Ollama server that is asked which models it has */
    ChatExperts(ChatSetup setup, Duration patience) {
        this.setup = setup;
        this.patience = patience;
    }

    /** What all chat experts share, from the settings. */
    static ChatSetup setup(ChatSettings settings, DecodeLimits images, Map<String, String> environment) {
        return new ChatSetup(
                servers(settings),
                new Keys(settings.keys(), environment),
                new Locality(settings.localHosts().orElse(Set.of()), settings.localOnly()),
                new ImageSending(settings.maxPixels(), settings.jpegQuality(), ImageSending.DEFAULT.accepted(), images),
                limits(settings.limits()),
                settings.experts().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, own -> limits(own.getValue()))),
                prices(settings),
                settings.budget()
                        .map(most -> Budget.of(new Cost(most, settings.currency())))
                        .orElseGet(() -> Budget.unlimited(settings.currency())),
                ollama(settings.ollama()),
                new PullLines(System.err),
                HubSettings.of(environment).proxies());
    }

    private static Map<Protocol, URI> servers(ChatSettings settings) {
        Map<Protocol, URI> servers = new HashMap<>();
        ChatSettings.OllamaSettings ollama = settings.ollama();
        servers.put(
                Protocol.OLLAMA, ChatName.server(ollama.url().orElse("http://" + ollama.host() + ":" + ollama.port())));
        settings.openai().url().ifPresent(url -> servers.put(Protocol.OPENAI, ChatName.server(url)));
        settings.gemini().url().ifPresent(url -> servers.put(Protocol.GEMINI, ChatName.server(url)));
        return servers;
    }

    private static Limits limits(LimitSettings limits) {
        return new Limits(
                limits.concurrency(),
                limits.requestsPerMinute(),
                limits.tokensPerMinute(),
                limits.timeout(),
                limits.pause(),
                limits.openFor());
    }

    private static Prices prices(ChatSettings settings) {
        return new Prices(
                settings.currency(),
                settings.prices().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                price -> new Prices.Price(
                                        price.getValue().input(),
                                        price.getValue().output()))));
    }

    private static OllamaOptions ollama(ChatSettings.OllamaSettings ollama) {
        return new OllamaOptions(ollama.pull(), ollama.keepAlive(), ollama.contextLength(), ollama.options());
    }

    @Override
    public boolean knows(String name) {
        return ChatName.parse(name).isPresent();
    }

    @Override
    public void require(String name) {
        try {
            ChatExpert.require(parse(name), setup);
        } catch (ExpertException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @Override
    public Expert open(String name) {
        return ChatExpert.open(parse(name), setup);
    }

    /** Never in the memory of this machine's models, even where the server is on it. */
    @Override
    public boolean local(String name) {
        return false;
    }

    @Override
    public boolean keepsImagesHere(String name) {
        return setup.locality().local(setup.server(parse(name)));
    }

    @Override
    public List<ExpertList.Entry> entries() {
        Optional<Set<String>> pulled = OllamaTags.of(setup, patience);
        return Stream.concat(
                        LLAVAS.stream().map(name -> new ExpertList.Entry(name, state(name, pulled))),
                        PROVIDERS.stream().map(name -> new ExpertList.Entry(name, state(name))))
                .toList();
    }

    private String state(String name, Optional<Set<String>> pulled) {
        String server = setup.server(Protocol.OLLAMA).toString();
        return pulled.map(names -> names.contains(name)
                        ? "ready on " + server
                        : setup.ollama().pull()
                                ? "ready (pulled on first use) on " + server
                                : "needs a pull: ollama pull " + name)
                .orElse("needs an Ollama server on " + server + ": ollama serve");
    }

    private String state(String name) {
        URI server = setup.server(parse(name));
        if (setup.locality().localOnly() && !keepsImagesHere(name)) {
            return "refused, because local-only is set";
        }
        return setup.keys().ready(server)
                ? "ready; sends images to " + server.getHost()
                : "needs a key in " + setup.keys().source(server).orElse("").replaceFirst(".*?:", "");
    }

    private static ChatName parse(String name) {
        return ChatName.parse(name)
                .orElseThrow(
                        () -> new IllegalArgumentException("expert: expected one of a chat server, found " + name));
    }
}
