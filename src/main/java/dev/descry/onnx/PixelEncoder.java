package dev.descry.onnx;

import dev.descry.ort.Device;
import dev.descry.ort.ElementType;
import dev.descry.ort.OrtBinding;
import dev.descry.ort.OrtSession;
import dev.descry.ort.OrtTensor;
import dev.descry.ort.RunControl;
import dev.descry.tensor.PixelTensor;
import java.util.List;

/** Turns the pixels of one image into the features of its tokens. Safe for use by several threads. */
final class PixelEncoder {
    private static final String PIXELS = "pixel_values";
    private static final String FEATURES = "image_features";

    private final OrtSession session;
    private final int side;

    /** @param side of the square images it reads */
    PixelEncoder(OrtSession session, int side) {
        this.session = session;
        this.side = side;
    }

    /** What its graph must read and write. */
    static SignatureCheck signature(int side, int tokens, int width) {
        return new SignatureCheck()
                .input(PIXELS, SignatureCheck.FLOATS, SignatureCheck.ANY, 3, side, side)
                .output(FEATURES, SignatureCheck.FLOATS, SignatureCheck.ANY, tokens, width);
    }

    /**
     * Runs the encoder.
     *
     * @return rows {@code [tokens, width]}; none when it was stopped
     * @throws IllegalArgumentException when the image is not of the model's size
     */
    float[] encode(PixelTensor image, Stop stop) {
        if (image.height() != side || image.width() != side) {
            throw new IllegalArgumentException(
                    "pixels: expected %d x %d, found %d x %d".formatted(side, side, image.width(), image.height()));
        }
        ElementType type = Graphs.type(session.inputs(), PIXELS);
        try (OrtTensor pixels = FloatCells.of(image.data(), type, 1, 3, side, side);
                OrtBinding binding = session.bind();
                RunControl control = new RunControl()) {
            binding.bindInput(PIXELS, pixels).bindOutputToDevice(FEATURES, Device.CPU);
            stop.during(control::terminate, () -> session.run(binding, control));
            return stop.requested() ? new float[0] : features(binding);
        }
    }

    private static float[] features(OrtBinding binding) {
        try (OrtTensor features = List.copyOf(binding.outputs().values()).getFirst()) {
            return FloatCells.all(features);
        }
    }
}
