package dev.descry.onnx;

import dev.descry.model.config.Qwen2VlConfig;
import dev.descry.ort.Device;
import dev.descry.ort.ElementType;
import dev.descry.ort.OrtBinding;
import dev.descry.ort.OrtSession;
import dev.descry.ort.OrtTensor;
import dev.descry.ort.RunControl;
import dev.descry.tensor.PatchTensor;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Turns the patches of one image into the features of its tokens. Safe for use by several threads. */
final class VisionEncoder {
    static final String PIXELS = "pixel_values";
    static final String GRID = "grid_thw";
    static final String FEATURES = "image_features";

    private final OrtSession session;
    private final Qwen2VlConfig config;

    VisionEncoder(OrtSession session, Qwen2VlConfig config) {
        this.session = session;
        this.config = config;
    }

    /** What its graph must read and write. */
    static SignatureCheck signature(Qwen2VlConfig config) {
        long any = SignatureCheck.ANY;
        return new SignatureCheck()
                .input(PIXELS, SignatureCheck.FLOATS, any, config.vision().patchValues())
                .input(GRID, SignatureCheck.WHOLE, any, 3)
                .output(FEATURES, SignatureCheck.FLOATS, any, config.language().width());
    }

    /**
     * Runs the encoder.
     *
     * @return rows {@code [tokens, hidden]}
     * @throws IllegalArgumentException when the patches are not of the model's size
     */
    float[] encode(PatchTensor patches, Stop stop) {
        if (patches.width() != config.vision().patchValues()) {
            throw new IllegalArgumentException("patches: expected %d values each, found %d"
                    .formatted(config.vision().patchValues(), patches.width()));
        }
        long[] grid = {patches.gridT(), patches.gridH(), patches.gridW()};
        try (OrtTensor pixels = pixels(patches);
                OrtTensor sides = OrtTensor.of(grid, 1, 3);
                OrtBinding binding = session.bind();
                RunControl control = new RunControl()) {
            binding.bindInput(PIXELS, pixels).bindInput(GRID, sides).bindOutputToDevice(FEATURES, Device.CPU);
            stop.during(control::terminate, () -> session.run(binding, control));
            return stop.requested() ? new float[0] : features(binding);
        }
    }

    private OrtTensor pixels(PatchTensor patches) {
        ElementType type = Graphs.type(session.inputs(), PIXELS);
        if (type == ElementType.FLOAT) {
            return OrtTensor.wrap(patches.data(), type, patches.patches(), patches.width());
        }
        return FloatCells.of(patches.data().toArray(ValueLayout.JAVA_FLOAT), type, patches.patches(), patches.width());
    }

    private static float[] features(OrtBinding binding) {
        try (OrtTensor features = List.copyOf(binding.outputs().values()).getFirst()) {
            return FloatCells.all(features);
        }
    }
}
