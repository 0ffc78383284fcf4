package dev.descry.experts.qwen2vl;

import dev.descry.image.DecodeLimits;
import dev.descry.image.ImageDecoder;
import dev.descry.model.ModelException;
import dev.descry.model.config.ImageSettings;
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.Opening;
import dev.descry.onnx.VisionLanguageModel;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.text.Tokenizer;

/** All that a package needs in memory to answer. */
record OpenedPackage(ModelPackage files, Tokenizer tokenizer, VisionLanguageModel model, ImageReading images) {
    /**
     * Opens tokenizer and graphs at the same time: each keeps one core busy for about as long as the other.
     *
     * @throws ModelException when a file is missing or not what it should be
     */
    static OpenedPackage open(ModelPackage files, Settings settings, DecodeLimits limits) {
        return Opening.both(
                files,
                () -> VisionLanguageModel.open(files, settings),
                (model, tokenizer) -> new OpenedPackage(files, tokenizer, model, images(files, model, limits)));
    }

    private static ImageReading images(ModelPackage files, VisionLanguageModel model, DecodeLimits limits) {
        var preprocessing = ImageSettings.read(files.file(ImageSettings.FILE))
                .qwen2Vl(model.config().vision());
        return new ImageReading(model, new ImageDecoder(limits), preprocessing);
    }
}
