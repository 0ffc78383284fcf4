package dev.descry.experts.chat;

import dev.descry.caption.Caption;
import dev.descry.caption.Decoding;
import dev.descry.caption.Prompt;
import dev.descry.caption.Usage;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.Request;
import dev.descry.expert.TokenListener;
import dev.descry.image.Image;
import dev.descry.tensor.Size;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/**
 * A vision-language model behind a server of chat as an expert. The image is made ready in the calling thread, which then
 * waits for its turn and for the answer; nothing is tried again here, that is the chain's. Its captions show no tokens.
 */
public final class ChatExpert implements Expert {
    /** Roles and marks that servers put around a prompt. */
    private static final long FRAME_TOKENS = 64;

    private final ChatName name;
    private final Dialect dialect;
    private final ChatSetup setup;
    private final Captions captions;
    private final Wire wire;
    private final StreamingChatModel model;
    private final Optional<OllamaPull> pull;
    private final Optional<Key> key;
    private final Pace pace;
    private final Cancellation closing = new Cancellation();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("chat-clock").factory());

    private ChatExpert(ChatName name, ChatSetup setup, Function<Optional<Key>, Dialect> dialect) {
        this.name = name;
        this.setup = setup;
        URI server = setup.server(name);
        key = setup.keys().of(server);
        this.dialect = dialect.apply(key);
        captions = new Captions(name, server, key, setup);
        wire = new Wire(setup.limits(name).timeout(), setup.proxies());
        model = this.dialect.model(wire);
        pull = this.dialect instanceof OllamaDialect ollama
                ? Optional.of(new OllamaPull(ollama, wire, setup.progress()))
                : Optional.empty();
        pace = new Pace(name.full(), setup.limits(name));
    }

    /**
     * An expert of the server; asks it nothing yet.
     *
     * @throws ExpertException {@code FORBIDDEN}, see {@link #require}
     */
    public static ChatExpert open(ChatName name, ChatSetup setup) {
        require(name, setup);
        return new ChatExpert(name, setup, key -> dialect(name, setup.server(name), key, setup));
    }

    /**
     * Any other model of LangChain4j as an expert. What its requests lack beside those of {@link #open}: their faults are
     * told apart by exceptions alone, and cancelling ends them only where the model has a handle for that.
     *
     * @param server where its images go
     * @throws ExpertException {@code FORBIDDEN}, see {@link #require}
     */
    public static ChatExpert of(String name, URI server, StreamingChatModel model, ChatSetup setup) {
        ChatName other = new ChatName(name, ChatName.Protocol.OTHER, name, Optional.of(server));
        require(other, setup);
        return new ChatExpert(other, setup, key -> new AnyDialect(model));
    }

    /** The same for a model that does not stream: its answer is told in one piece. */
    public static ChatExpert of(String name, URI server, ChatModel model, ChatSetup setup) {
        return of(name, server, new WholeAnswers(model), setup);
    }

    /**
     * Refuses an expert that must not or cannot be asked, without asking anybody.
     *
     * @throws ExpertException {@code FORBIDDEN} for a server elsewhere under local-only, a missing key, a key that would
     *     go over an open line, or a budget without a price
     */
    public static void require(ChatName name, ChatSetup setup) {
        URI server = setup.server(name);
        setup.locality().require(name.full(), server);
        boolean elsewhere = !setup.locality().local(server);
        if (setup.keys().of(server).isPresent() && elsewhere && "http".equals(server.getScheme())) {
            throw new ExpertException(
                    Kind.FORBIDDEN,
                    "expert %s: expected https for a server elsewhere that takes a key, found http; change its URL"
                            .formatted(name.full()));
        }
        if (setup.budget().limit().isPresent()
                && elsewhere
                && setup.prices().of(name).isEmpty()) {
            throw new ExpertException(
                    Kind.FORBIDDEN,
                    "expert %s: expected a price, because there is a budget, found none; set descry.chat.prices.\"%s\".input and .output"
                            .formatted(name.full(), name.model()));
        }
    }

    private static Dialect dialect(ChatName name, URI server, Optional<Key> key, ChatSetup setup) {
        return switch (name.protocol()) {
            case OLLAMA -> new OllamaDialect(name.model(), server, key, setup.ollama());
            case OPENAI -> new OpenAiDialect(name.model(), server, key);
            case GEMINI -> new GeminiDialect(name.model(), server, key);
            case OTHER -> throw new IllegalArgumentException("expert: expected a protocol, found a model of its own");
        };
    }

    @Override
    public String name() {
        return name.full();
    }

    /** Of server, model and what images and options they get; a provider may still change a model behind its name. */
    @Override
    public String modelDigest() {
        return captions.digest();
    }

    @Override
    public Place place() {
        return Place.NETWORK;
    }

    @Override
    public Optional<Usage> estimate(Prompt prompt, Decoding decoding) {
        return Optional.of(most(prompt, decoding, setup.sending().assumed(decoding.maxPixels())));
    }

    /** A token is a byte at least, so the prompt has no more tokens than bytes. */
    private Usage most(Prompt prompt, Decoding decoding, Size image) {
        long tokens = FRAME_TOKENS + prompt.text().getBytes(StandardCharsets.UTF_8).length;
        return setup.prices().usage(name, tokens + dialect.imageTokens(image), decoding.maxNewTokens());
    }

    @Override
    public Caption describe(Request request, TokenListener listener, Cancellation cancellation) {
        if (key.isEmpty()) {
            return ask(request, listener, cancellation);
        }
        Blotted shown = new Blotted(key.get(), listener);
        try {
            Caption caption = ask(request, shown, cancellation);
            shown.end();
            return caption;
        } catch (ExpertException e) {
            throw without(key.get(), e);
        }
    }

    private Caption ask(Request request, TokenListener listener, Cancellation cancellation) {
        long start = System.nanoTime();
        requireOpen(cancellation);
        ImageSending.Sent image =
                setup.sending().prepare(request.image(), request.decoding().maxPixels());
        Usage most = most(request.prompt(), request.decoding(), image.size());
        ChatResponse response = answer(chat(request, image.file()), most, listener, cancellation);
        return captions.caption(request, response, (System.nanoTime() - start) / 1_000_000);
    }

    /** The last door: whatever a server or a library puts into a message, no key leaves in it or in a cause. */
    private static ExpertException without(Key secret, ExpertException e) {
        String message = String.valueOf(e.getMessage());
        String blotted = secret.blot(message);
        if (blotted.equals(message)) {
            return e;
        }
        ExpertException bare = new ExpertException(e.kind(), blotted);
        return e.retryAfter().map(bare::passingAfter).orElse(bare);
    }

    private void requireOpen(Cancellation cancellation) {
        if (cancellation.cancelled()
                || closing.cancelled()
                || Thread.currentThread().isInterrupted()) {
            throw new ExpertException(Kind.CANCELLED, "expert " + name() + ": stopped before it was asked");
        }
    }

    private ChatRequest chat(Request request, Image image) {
        String base64 = Base64.getEncoder().encodeToString(image.bytes());
        return ChatRequest.builder()
                .messages(UserMessage.from(
                        ImageContent.from(base64, image.type().mime()),
                        TextContent.from(request.prompt().text())))
                .parameters(dialect.parameters(request.decoding()))
                .build();
    }

    /** Asks, and once more when an Ollama server had to pull the model first. */
    private ChatResponse answer(ChatRequest chat, Usage most, TokenListener listener, Cancellation cancellation) {
        try {
            return turn(chat, most, listener, cancellation);
        } catch (ExpertException e) {
            if (e.kind() != Kind.MODEL_MISSING || pull.isEmpty()) {
                throw e;
            }
        }
        pull.get().run(cancellation);
        requireOpen(cancellation);
        return turn(chat, most, listener, cancellation);
    }

    /** Waits for a turn and takes it; every call of the server is one. */
    private ChatResponse turn(ChatRequest chat, Usage most, TokenListener listener, Cancellation cancellation) {
        Pace.Turn turn = pace.take(most.tokens(), cancellation);
        ChatCall call = new ChatCall(name(), model);
        try {
            Spending spending = Spending.reserve(setup.budget(), most);
            try {
                return call.run(chat, listener, setup.limits(name).timeout(), clock, cancellation, closing);
            } finally {
                spending.settle(captions.usage(call.response()), call.charged());
            }
        } catch (ExpertException e) {
            throw turn.failed(e);
        } finally {
            turn.end(captions.usage(call.response()).map(Usage::tokens));
        }
    }

    /** Ends the calls under way. */
    @Override
    public void close() {
        closing.cancel();
        clock.shutdownNow();
        wire.close();
    }
}
