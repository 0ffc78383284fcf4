package dev.descry.experts.qwen2vl;

import dev.descry.image.DecodeLimits;
import dev.descry.image.ImageDecoder;
import dev.descry.model.ModelException;
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.VisionLanguageModel;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.text.Tokenizer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** All that a package needs in memory to answer. */
record OpenedPackage(ModelPackage files, Tokenizer tokenizer, VisionLanguageModel model, ImageReading images) {
    /**
     * Opens tokenizer and graphs at the same time: each keeps one core busy for about as long as the other.
     *
     * @throws ModelException when a file is missing or not what it should be
     */
    static OpenedPackage open(ModelPackage files, Settings settings, DecodeLimits limits) {
        CompletableFuture<Tokenizer> tokenizer = CompletableFuture.supplyAsync(() -> tokenizer(files));
        try {
            VisionLanguageModel model = VisionLanguageModel.open(files, settings);
            try {
                return new OpenedPackage(files, tokenizer.join(), model, images(files, model, limits));
            } catch (ModelException | CompletionException e) {
                model.close();
                throw e;
            }
        } catch (ModelException e) {
            CompletableFuture<Void> _ = tokenizer.thenAccept(Tokenizer::close);
            throw e;
        } catch (CompletionException e) {
            throw e.getCause() instanceof ModelException cause ? cause : e;
        }
    }

    private static ImageReading images(ModelPackage files, VisionLanguageModel model, DecodeLimits limits) {
        var preprocessing = PreprocessorConfig.read(
                files.file("preprocessor_config.json"), model.config().vision());
        return new ImageReading(model, new ImageDecoder(limits), preprocessing);
    }

    private static Tokenizer tokenizer(ModelPackage files) {
        try {
            return Tokenizer.open(files.file("tokenizer.json"));
        } catch (IOException e) {
            throw new ModelException(String.valueOf(e.getMessage()), e);
        }
    }
}
