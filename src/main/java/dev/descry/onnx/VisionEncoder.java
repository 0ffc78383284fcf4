package dev.descry.onnx;

import dev.descry.model.Qwen2VlConfig;
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
        OrtTensor narrow = OrtTensor.allocate(type, patches.patches(), patches.width());
        float[] values = patches.data().toArray(ValueLayout.JAVA_FLOAT);
        FloatCells.write(values, 0, narrow, 0, values.length);
        return narrow;
    }

    private float[] features(OrtBinding binding) {
        try (OrtTensor features = List.copyOf(binding.outputs().values()).getFirst()) {
            float[] rows = new float[Math.toIntExact(features.elements())];
            FloatCells.read(features, 0, rows, 0, rows.length);
            return rows;
        }
    }
}
