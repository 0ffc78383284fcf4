package dev.descry.onnx;

import dev.descry.model.ModelException;
import dev.descry.model.config.ClipConfig;
import dev.descry.model.packages.ModelPackage;
import dev.descry.ort.Device;
import dev.descry.ort.ElementType;
import dev.descry.ort.OrtBinding;
import dev.descry.ort.OrtSession;
import dev.descry.ort.OrtTensor;
import dev.descry.ort.SessionSettings;
import java.util.Arrays;
import java.util.List;

/**
 * The two opened graphs of a CLIP package, Descry's or one in the layout of transformers.js. Embeddings are not
 * normalised. Opened once, closed once, safe for use by several threads.
 */
public final class ClipTowers implements AutoCloseable {
    private static final String PIXELS = "pixel_values";
    private static final String IMAGE = "image_embeds";
    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TEXT = "text_embeds";

    private final ClipConfig config;
    private final OrtSession vision;
    private final OrtSession text;

    private ClipTowers(ClipConfig config, OrtSession vision, OrtSession text) {
        this.config = config;
        this.vision = vision;
        this.text = text;
    }

    /**
     * Opens a package.
     *
     * @throws ModelException when a file is missing, a graph does not open or has not the expected signature
     */
    public static ClipTowers open(ModelPackage files, SessionSettings settings) {
        ClipConfig config = ClipConfig.of(files.config());
        OrtSession vision = Graphs.open(files.graph("vision_model"), settings, _ -> visionSignature(config));
        try {
            return new ClipTowers(
                    config,
                    vision,
                    Graphs.open(files.graph("text_model"), settings, session -> textSignature(config, session)));
        } catch (ModelException e) {
            vision.close();
            throw e;
        }
    }

    private static SignatureCheck visionSignature(ClipConfig config) {
        int side = config.vision().image();
        return new SignatureCheck()
                .input(PIXELS, SignatureCheck.FLOATS, SignatureCheck.ANY, 3, side, side)
                .output(IMAGE, SignatureCheck.FLOATS, SignatureCheck.ANY, config.projection());
    }

    private static SignatureCheck textSignature(ClipConfig config, OrtSession session) {
        SignatureCheck check = new SignatureCheck()
                .input(IDS, SignatureCheck.WHOLE, SignatureCheck.ANY, SignatureCheck.ANY)
                .output(TEXT, SignatureCheck.FLOATS, SignatureCheck.ANY, config.projection());
        return asksForMask(session)
                ? check.input(MASK, SignatureCheck.WHOLE, SignatureCheck.ANY, SignatureCheck.ANY)
                : check;
    }

    /** Some exports ask for a mask, though padding after the end mark has no effect. */
    private static boolean asksForMask(OrtSession session) {
        return session.inputs().stream().anyMatch(input -> input.name().equals(MASK));
    }

    /** The sizes of the model. */
    public ClipConfig config() {
        return config;
    }

    /**
     * Embeds pictures.
     *
     * @param pixels [count, 3, side, side], flat
     * @return [count, projection], flat
     */
    public float[] images(float[] pixels, int count) {
        int side = config.vision().image();
        try (OrtTensor values = pixels(pixels, count, 3, side, side);
                OrtBinding binding = vision.bind()) {
            return run(vision, binding.bindInput(PIXELS, values), IMAGE);
        }
    }

    /**
     * Embeds texts.
     *
     * @param ids [count, length], flat: start mark, tokens, end mark, then anything
     * @return [count, projection], flat
     */
    public float[] texts(long[] ids, int count) {
        int length = ids.length / count;
        if (length > config.text().positions()) {
            throw new IllegalArgumentException("text: expected at most %d tokens, found %d"
                    .formatted(config.text().positions(), length));
        }
        try (OrtTensor tokens = OrtTensor.of(ids, count, length);
                OrtBinding binding = text.bind().bindInput(IDS, tokens)) {
            if (!asksForMask(text)) {
                return run(text, binding, TEXT);
            }
            long[] ones = new long[ids.length];
            Arrays.fill(ones, 1);
            try (OrtTensor mask = OrtTensor.of(ones, count, length)) {
                return run(text, binding.bindInput(MASK, mask), TEXT);
            }
        }
    }

    private OrtTensor pixels(float[] values, long... shape) {
        ElementType type = Graphs.type(vision.inputs(), PIXELS);
        if (type == ElementType.FLOAT) {
            return OrtTensor.of(values, shape);
        }
        OrtTensor narrow = OrtTensor.allocate(type, shape);
        FloatCells.write(values, 0, narrow, 0, values.length);
        return narrow;
    }

    private static float[] run(OrtSession session, OrtBinding binding, String output) {
        binding.bindOutputToDevice(output, Device.CPU);
        session.run(binding);
        try (OrtTensor embeds = List.copyOf(binding.outputs().values()).getFirst()) {
            float[] rows = new float[Math.toIntExact(embeds.elements())];
            FloatCells.read(embeds, 0, rows, 0, rows.length);
            return rows;
        }
    }

    @Override
    public void close() {
        vision.close();
        text.close();
    }
}
