package dev.descry.experts.chat;

import dev.langchain4j.model.ollama.OllamaChatRequestParameters;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an Ollama server is told beside the question.
 *
 * @param pull whether a missing model is pulled at first use
 * @param keepAlive how long the model stays loaded after a call; the server decides when empty; 0 unloads at once
 * @param contextLength {@code num_ctx} in tokens; image and prompt must fit
 * @param options further ones by Ollama's names, for example {@code num_gpu=20}
 */
public record OllamaOptions(
        boolean pull, Optional<Duration> keepAlive, OptionalInt contextLength, Map<String, String> options) {
    /** Pulls nothing and leaves everything to the server. */
    public static final OllamaOptions DEFAULT =
            new OllamaOptions(false, Optional.empty(), OptionalInt.empty(), Map.of());

    public OllamaOptions {
        options = Map.copyOf(options);
        options.forEach((name, value) -> set(OllamaChatRequestParameters.builder(), name, value));
    }

    void apply(OllamaChatRequestParameters.Builder parameters) {
        options.forEach((name, value) -> set(parameters, name, value));
        keepAlive.ifPresent(time -> parameters.keepAlive((int) time.toSeconds()));
        contextLength.ifPresent(parameters::numCtx);
    }

    private static void set(OllamaChatRequestParameters.Builder parameters, String name, String value) {
        try {
            switch (name) {
                case "num_gpu" -> parameters.numGPU(Integer.valueOf(value));
                case "main_gpu" -> parameters.mainGPU(Integer.valueOf(value));
                case "num_thread" -> parameters.numThread(Integer.valueOf(value));
                case "num_batch" -> parameters.numBatch(Integer.valueOf(value));
                case "num_keep" -> parameters.numKeep(Integer.valueOf(value));
                case "use_mmap" -> parameters.useMmap(Boolean.valueOf(value));
                case "repeat_last_n" -> parameters.repeatLastN(Integer.valueOf(value));
                case "mirostat" -> parameters.mirostat(Integer.valueOf(value));
                case "mirostat_eta" -> parameters.mirostatEta(Double.valueOf(value));
                case "mirostat_tau" -> parameters.mirostatTau(Double.valueOf(value));
                case "min_p" -> parameters.minP(Double.valueOf(value));
                case "typical_p" -> parameters.typicalP(Double.valueOf(value));
                case "think" -> parameters.think(Boolean.valueOf(value));
                default ->
                    throw new IllegalArgumentException("Ollama option: expected num_gpu, main_gpu, num_thread,"
                            + " num_batch, num_keep, use_mmap, repeat_last_n, mirostat, mirostat_eta, mirostat_tau,"
                            + " min_p, typical_p or think, found " + name);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "Ollama option %s: expected a number, found %s".formatted(name, value), e);
        }
    }
}
