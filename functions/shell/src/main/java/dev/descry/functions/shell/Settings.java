package dev.descry.functions.shell;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a user can set: in the environment ({@code DESCRY_DEVICE=cpu}), as a Java system property, or in a file (see
 * {@link Configuration}).
 */
@ConfigMapping(prefix = "descry")
public interface Settings {
    /** {@code cpu}, {@code cuda}, {@code cuda:1}; {@code auto} takes CUDA where it loads. */
    @WithDefault("auto")
    String device();

    /** Threads of one model; all the processors the container may use when absent. */
    OptionalInt threads();

    /** Sequences one model writes at the same time. */
    @WithDefault("4")
    int slots();

    /** The folder of the checkpoints that come with Descry; the launcher tells it. */
    @WithDefault("src/main/models")
    Path bundled();

    /** Columns of the terminal that standard error goes to; the launcher tells it, and nothing where it is none. */
    OptionalInt columns();

    /** ONNX Runtime; the binding reads these itself, as Java system properties. */
    OrtSettings ort();

    /** A folder of prompt templates ({@code first.txt}, {@code later.txt}, …) that stand before the bundled ones. */
    Optional<Path> prompts();

    /** The chain that runs when none is named. */
    @WithDefault("default")
    String chain();

    /** Chains by name. */
    Map<String, ChainSettings> chains();

    /** How descriptions are held against their images. */
    JudgeSettings judge();

    /** Functions by expert or by family of experts, where they are not called like the family. */
    Map<String, String> routes();

    /** Limits on images, checked before anything is decoded. */
    ImageSettings images();

    /** Experts behind servers of chat. */
    ChatSettings chat();

    /** The CLIP-Interrogator. */
    InterrogatorSettings interrogator();

    /** The HTTP API. */
    ServeSettings serve();

    /** Images that callers name by URL. */
    FetchSettings fetch();

    /** One chain. */
    interface ChainSettings {
        /** In order. */
        List<StepSettings> steps();

        /** {@code never}, {@code last}, {@code every-step} or a model; as {@code descry.judge} says when absent. */
        Optional<String> judge();

        /** Ends the chain when a step returns the description unchanged. */
        @WithDefault("true")
        boolean endWhenUnchanged();
    }

    /** One step of a chain. */
    interface StepSettings {
        /** For example {@code qwen2-vl:2b@int4}, or the folder of a package or checkpoint. */
        String expert();

        /** Name of the template for a step with no description before it. */
        @WithDefault("first")
        String first();

        /** Name of the template for a step that checks a description. */
        @WithDefault("later")
        String later();

        /** At most so many tokens are written. */
        @WithDefault("256")
        int maxNewTokens();

        /** 0 is greedy. */
        @WithDefault("0")
        double temperature();

        /** Keep the k likeliest tokens; 0 keeps all. */
        @WithDefault("0")
        int topK();

        /** Keep the likeliest tokens that together reach this probability. */
        @WithDefault("1")
        double topP();

        /** Divides the score of tokens seen before; 1 changes nothing. */
        @WithDefault("1")
        double repetitionPenalty();

        /** No run of this many tokens is written twice; 0 allows it. */
        @WithDefault("0")
        int noRepeatNgram();

        /** Answers followed at the same time; 1 follows the likeliest alone, 0 leaves it to the model's own recipe. */
        @WithDefault("0")
        int beams();

        /** With several beams: above 0 favours long answers, below 0 short ones. */
        @WithDefault("1")
        double lengthPenalty();

        /** No answer ends before so many tokens. */
        @WithDefault("0")
        int minNewTokens();

        /** Seed of the random draws. */
        @WithDefault("0")
        long seed();

        /** The image is enlarged to at least this area in pixels. */
        @WithDefault("3136")
        int minPixels();

        /** The image is reduced to at most this area in pixels. */
        @WithDefault("1003520")
        int maxPixels();

        /** The step fails when it takes longer. */
        @WithDefault("10m")
        Duration timeout();

        /** Calls at most, when the fault may pass. */
        @WithDefault("2")
        int attempts();

        /** All attempts and the waits between them. */
        @WithDefault("20m")
        Duration deadline();

        /** {@code stop} ends the chain when the step fails, {@code skip} goes on with the description so far. */
        @WithDefault("skip")
        String onFailure();
    }

    /** ONNX Runtime. */
    interface OrtSettings {
        /** A folder with its libraries, instead of those in the jar. */
        Optional<Path> path();

        /** {@code verbose}, {@code info}, {@code warning}, {@code error} or {@code fatal}. */
        Optional<String> log();
    }

    /** Limits on images. */
    interface ImageSettings {
        /** File size in bytes. */
        @WithDefault("67108864")
        long maxBytes();

        /** Width times height. */
        @WithDefault("100000000")
        long maxPixels();

        /** Frames or pages. */
        @WithDefault("1000")
        int maxFrames();
    }

    /** The HTTP API. */
    interface ServeSettings {
        /** Runs at the same time. */
        @WithDefault("4")
        int concurrency();

        /** Runs waiting; one more is answered 503. */
        @WithDefault("16")
        int queue();

        /** What a refused caller is told to wait. */
        @WithDefault("5s")
        Duration retryAfter();

        /** A folder to watch: every image in it gets its caption beside it. */
        Optional<Path> watch();

        /** Requests may name files below this folder; none when absent. */
        Optional<Path> imageFolder();
    }

    /** Images that callers name by URL; {@link dev.descry.store.FetchRules} says what each means. */
    interface FetchSettings {
        /** Hosts that may be asked; none when absent. */
        Optional<List<String>> hosts();

        /** Whether those hosts may have addresses that are not public. */
        @WithDefault("false")
        boolean privateAddresses();

        /** For one image, redirects included. */
        @WithDefault("20s")
        Duration timeout();

        /** Followed at most. */
        @WithDefault("3")
        int redirects();
    }
}
