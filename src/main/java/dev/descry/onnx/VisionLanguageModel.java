package dev.descry.onnx;

import dev.descry.model.ModelException;
import dev.descry.model.ModelPackage;
import dev.descry.model.Qwen2VlConfig;
import dev.descry.model.Qwen2VlConfig.Language;
import dev.descry.ort.Device;
import dev.descry.ort.OrtException;
import dev.descry.ort.SessionSettings;
import dev.descry.tensor.PatchTensor;

/**
 * An opened Qwen2-VL package: images to features, prompts to answers. Opened once, closed once, safe for use by several
 * threads.
 */
public final class VisionLanguageModel implements AutoCloseable {
    private final Graphs graphs;
    private final Qwen2VlConfig config;
    private final VisionEncoder vision;
    private final GenerationLoop loop;

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

    private VisionLanguageModel(Graphs graphs, Qwen2VlConfig config, GenerationLoop loop) {
        this.graphs = graphs;
        this.config = config;
        this.loop = loop;
        vision = new VisionEncoder(graphs.vision(), config);
    }

    /**
     * Opens a package.
     *
     * @throws ModelException when a file is missing, a graph does not open or has not the expected signature
     */
    public static VisionLanguageModel open(ModelPackage files, Settings settings) {
        Qwen2VlConfig config = Qwen2VlConfig.of(files.config());
        StopTokens stopTokens = StopTokens.of(files);
        SessionSettings sessions = SessionSettings.cpu(settings.threads()).on(settings.device());
        Graphs graphs = Graphs.open(files, config, sessions);
        try {
            SlotDecoder decoder = decoder(files, graphs, config.language(), settings);
            return new VisionLanguageModel(graphs, config, new GenerationLoop(decoder, stopTokens, settings.limits()));
        } catch (OrtException e) {
            graphs.close();
            throw new ModelException(
                    "%s: expected memory to run it, found %s".formatted(files.folder(), e.getMessage()), e);
        }
    }

    /** Only graphs that Descry built are known to write their cache in place. */
    private static SlotDecoder decoder(ModelPackage files, Graphs graphs, Language sizes, Settings settings) {
        int part = settings.limits().part();
        return files.manifest().isPresent()
                ? new InPlaceDecoder(graphs.decoder(), graphs.embedTokens(), sizes, settings.slots(), part)
                : new GrowingDecoder(graphs.decoder(), graphs.embedTokens(), sizes, settings.slots(), part);
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
        try {
            float[] rows = vision.encode(patches, stop);
            if (stop.requested()) {
                throw new GenerationException(GenerationException.Kind.CANCELLED, "vision encoder: stopped");
            }
            return new ImageFeatures(key, new Grid(patches.gridT(), patches.gridH(), patches.gridW()), rows);
        } catch (OrtException e) {
            throw stop.requested()
                    ? new GenerationException(GenerationException.Kind.CANCELLED, "vision encoder: stopped", e)
                    : new GenerationException(GenerationException.Kind.FAULT, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Checks, before any image is encoded, that a prompt of so many tokens can be read and answered.
     *
     * @throws GenerationException {@code CONTEXT_OVERFLOW} when not
     */
    public void requireRoom(int promptTokens) {
        loop.requireRoom(promptTokens);
    }

    /**
     * Starts an answer.
     *
     * @throws GenerationException as {@link GenerationLoop#start}
     */
    public Generation generate(GenerationRequest request) {
        return loop.start(request);
    }

    /** Cancels every answer and frees the model. */
    @Override
    public void close() {
        loop.close();
        graphs.close();
    }
}
