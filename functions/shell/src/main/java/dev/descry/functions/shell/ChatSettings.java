package dev.descry.functions.shell;

import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Experts behind servers of chat ({@code descry.chat.…}). Keys are no settings, only where they are. */
public interface ChatSettings {
    /** The Ollama server. */
    OllamaSettings ollama();

    /** OpenAI, or the server that {@code gpt-4o} and {@code openai:NAME} mean instead. */
    ServerSettings openai();

    /** Gemini. */
    ServerSettings gemini();

    /** Keys by host or {@code host:port}: {@code env:NAME}, an environment variable, or {@code file:PATH}. */
    Map<String, String> keys();

    /** Refuses every expert that sends pixels out of this machine or cluster. */
    @WithDefault("false")
    boolean localOnly();

    /** Hosts that count as local beside those that plainly are; {@code .example.org} means all below it. */
    Optional<Set<String>> localHosts();

    /** The most pixels of an image that is sent; a step's own limit counts when it is lower. */
    @WithDefault("4000000")
    int maxPixels();

    /** Of images that are written anew, above 0 and at most 1. */
    @WithDefault("0.9")
    float jpegQuality();

    /** Limits of each expert. */
    @WithParentName
    LimitSettings limits();

    /** Limits of some experts, by name. */
    Map<String, LimitSettings> experts();

    /** Of all prices and of the budget. */
    @WithDefault("USD")
    String currency();

    /** Prices by expert or model. */
    Map<String, PriceSettings> prices();

    /** What all calls of this process together may cost at most. */
    Optional<BigDecimal> budget();

    /** A server. */
    interface ServerSettings {
        /** For example {@code http://vllm:8000/v1}. */
        Optional<String> url();
    }

    /** The Ollama server. */
    interface OllamaSettings extends ServerSettings {
        /** Its name or address, where no URL is set. */
        @WithDefault("localhost")
        String host();

        /** Its port, where no URL is set. */
        @WithDefault("11434")
        int port();

        /** Has the server pull a model it does not have. */
        @WithDefault("false")
        boolean pull();

        /** How long the server keeps a model loaded after a call; it decides when absent. */
        Optional<Duration> keepAlive();

        /** {@code num_ctx}: image and prompt must fit. */
        OptionalInt contextLength();

        /** Further options by Ollama's names, such as {@code num_gpu}. */
        Map<String, String> options();
    }

    /** What an expert is asked at most. */
    interface LimitSettings {
        /** Calls at the same time. */
        @WithDefault("4")
        int concurrency();

        /** No limit when absent. */
        OptionalLong requestsPerMinute();

        /** Read and written; no limit when absent. */
        OptionalLong tokensPerMinute();

        /** One call, from its first byte to its last. */
        @WithDefault("5m")
        Duration timeout();

        /** Wait of all callers when the server is overloaded and does not say for how long. */
        @WithDefault("1s")
        Duration pause();

        /** How long a server is left alone when most of its last calls failed. */
        @WithDefault("30s")
        Duration openFor();
    }

    /** What a provider charges. */
    interface PriceSettings {
        /** A million tokens read. */
        BigDecimal input();

        /** A million tokens written, thinking included. */
        BigDecimal output();
    }
}
