package dev.descry.onnx;

import dev.descry.model.ModelException;
import dev.descry.model.config.DecoderSizes;
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.ort.OrtException;
import dev.descry.ort.OrtTensor;
import dev.descry.tensor.PixelTensor;
import java.util.Map;
import java.util.Set;

/**
 * An opened BLIP-2 or BLIP package: square images to features, prompts to answers. Opened once, closed once, safe for use
 * by several threads.
 */
public final class BlipModel implements AutoCloseable {
    private final LanguageModel language;
    private final PixelEncoder vision;
    private final Seen seen;

    /**
     * What the vision encoder reads and gives.
     *
     * @param side of the square images in pixels
     * @param tokens of one image
     * @param width features of one token
     */
    public record Seen(int side, int tokens, int width) {}

    private BlipModel(LanguageModel language, Seen seen) {
        this.language = language;
        this.seen = seen;
        vision = new PixelEncoder(language.graphs().vision(), seen.side());
    }

    /**
     * Opens a package.
     *
     * @param end id that ends an answer
     * @throws ModelException when a file is missing, a graph does not open or has not the expected signature
     */
    public static BlipModel open(ModelPackage files, Seen seen, DecoderSizes sizes, int end, Settings settings) {
        SignatureCheck signature = PixelEncoder.signature(seen.side(), seen.tokens(), seen.width());
        StopTokens stopTokens = new StopTokens(Set.of(end));
        return new BlipModel(LanguageModel.open(files, sizes, signature, stopTokens, settings), seen);
    }

    /**
     * Runs the vision encoder in the calling thread.
     *
     * @param key names the image and how it was prepared
     * @param stop ends the run early
     * @throws GenerationException {@code CANCELLED} when it was stopped, {@code FAULT} when the runtime failed
     */
    public ImageFeatures encode(Object key, PixelTensor image, Stop stop) {
        float[] rows = Stop.orFault(stop, "vision encoder", () -> vision.encode(image, stop));
        return new ImageFeatures(key, new Grid(1, 1, seen.tokens()), rows);
    }

    /**
     * The rows of the embedding table for these ids.
     *
     * @return {@code [ids, width]}
     * @throws GenerationException {@code FAULT} when the runtime failed
     */
    public float[] embed(int[] ids) {
        long[] wide = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            wide[i] = ids[i];
        }
        try (OrtTensor tokens = OrtTensor.of(wide, 1, ids.length);
                OrtTensor found = language.graphs()
                        .embedTokens()
                        .run(Map.of(TokenInputs.IDS, tokens))
                        .values()
                        .iterator()
                        .next()) {
            return FloatCells.all(found);
        } catch (OrtException e) {
            throw new GenerationException(GenerationException.Kind.FAULT, String.valueOf(e.getMessage()), e);
        }
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
