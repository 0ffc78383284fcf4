package dev.descry.experts.blip;

import dev.descry.expert.Expert;
import dev.descry.experts.local.BlipCases;
import dev.descry.image.DecodeLimits;
import dev.descry.onnx.BuiltPackages;
import dev.descry.onnx.GenerationLoop;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.ort.Device;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an image file and a prompt to a caption, compared with transformers. */
class BlipParityTest {
    @Test
    void captionsAreThoseOfTheReference(@TempDir Path folder) {
        // Five slots, as some searches of the reference have five beams, more than BLIP's own.
        Settings settings = new Settings(Device.CPU, 2, 5, new GenerationLoop.Limits(8, 16));
        try (Expert expert = BlipExpert.open(
                "blip:tiny",
                BuiltPackages.fp32("blip-384", folder.resolve("package")),
                settings,
                DecodeLimits.DEFAULT)) {
            BlipCases.compareGreedy(expert, "blip-384");
            BlipCases.compareBeams(expert, "blip-384");
        }
    }
}
