package dev.descry.onnx;

import dev.descry.model.ModelException;
import dev.descry.model.config.Qwen2VlConfig;
import dev.descry.model.packages.ModelPackage;
import dev.descry.ort.Device;
import dev.descry.tensor.PatchTensor;

/**
 * An opened Qwen2-VL package: images to features, prompts to answers. Opened once, closed once, safe for use by several
 * threads.
 */
public final class VisionLanguageModel implements AutoCloseable {
    private final LanguageModel language;
    private final Qwen2VlConfig config;
    private final VisionEncoder vision;

    /**
     * How a package is opened.
     *
     * @param device where vision encoder and decoder run
     * @param threads of each operator on the CPU
     * @param slots answers written at the same time
     * @param limits of the queue and of one read
     */
    public record Settings(Device device, int threads, int slots, GenerationLoop.Limits limits) {
        public Settings {
            if (threads < 1 || slots < 1) {
                throw new IllegalArgumentException(
                        "model settings: expected 1 or more threads and slots, found " + threads + " and " + slots);
            }
        }

        /** Four slots, and as many threads as the container may use. */
        public static Settings on(Device device) {
            return new Settings(device, Runtime.getRuntime().availableProcessors(), 4, GenerationLoop.Limits.DEFAULT);
        }

        /** The same with another number of slots. */
        public Settings withSlots(int count) {
            return new Settings(device, threads, count, limits);
        }
    }

    private VisionLanguageModel(LanguageModel language, Qwen2VlConfig config) {
        this.language = language;
        this.config = config;
        vision = new VisionEncoder(language.graphs().vision(), config);
    }

    /**
     * Opens a package.
     *
     * @throws ModelException when a file is missing, a graph does not open or has not the expected signature
     */
    public static VisionLanguageModel open(ModelPackage files, Settings settings) {
        Qwen2VlConfig config = Qwen2VlConfig.of(files.config());
        return new VisionLanguageModel(
                LanguageModel.open(
                        files,
                        config.language().sizes(),
                        VisionEncoder.signature(config),
                        StopTokens.of(files),
                        settings),
                config);
    }

    /** The sizes and marks of the model. */
    public Qwen2VlConfig config() {
        return config;
    }

    /**
     * Runs the vision encoder in the calling thread.
     *
     * @param key names the image and how it was prepared
     * @param patches of one image
     * @param stop ends the run early
     * @throws GenerationException {@code CANCELLED} when it was stopped, {@code FAULT} when the runtime failed
     */
    public ImageFeatures encode(Object key, PatchTensor patches, Stop stop) {
        float[] rows = Stop.orFault(stop, "vision encoder", () -> vision.encode(patches, stop));
        return new ImageFeatures(key, new Grid(patches.gridT(), patches.gridH(), patches.gridW()), rows);
    }

    /**
     * Checks, before any image is encoded, that a prompt of so many tokens can be read and answered.
     *
     * @throws GenerationException {@code CONTEXT_OVERFLOW} when not
     */
    public void requireRoom(int promptTokens) {
        language.loop().requireRoom(promptTokens);
    }

    /**
     * Starts an answer.
     *
     * @throws GenerationException as {@link GenerationLoop#start}
     */
    public Generation generate(GenerationRequest request) {
        return language.loop().start(request);
    }

    /** Cancels every answer and frees the model. */
    @Override
    public void close() {
        language.close();
    }
}
