package dev.descry.experts.blip2;

import dev.descry.expert.Expert;
import dev.descry.experts.local.BlipCases;
import dev.descry.image.DecodeLimits;
import dev.descry.onnx.BuiltPackages;
import dev.descry.onnx.GenerationLoop;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.ort.Device;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From an image file and a prompt to a caption, compared with transformers. */
class Blip2ParityTest {
    private static final Settings SETTINGS = new Settings(Device.CPU, 2, 2, new GenerationLoop.Limits(8, 16));

    @ParameterizedTest
    @ValueSource(strings = {"blip2-opt-224", "blip2-opt-364", "blip2-t5-224"})
    void captionsAreThoseOfTheReference(String checkpoint, @TempDir Path folder) {
        try (Expert expert = open(checkpoint, folder)) {
            BlipCases.compareGreedy(expert, checkpoint);
            BlipCases.compareBeams(expert, checkpoint);
        }
    }

    private static Expert open(String checkpoint, Path folder) {
        return Blip2Expert.open(
                "blip2:tiny",
                BuiltPackages.fp32(checkpoint, folder.resolve("package")),
                SETTINGS,
                DecodeLimits.DEFAULT);
    }
}
