package dev.descry.experts.blip;

import dev.descry.expert.Expert;
import dev.descry.experts.local.BlipWriter;
import dev.descry.experts.local.LocalExpert;
import dev.descry.experts.local.Questions;
import dev.descry.experts.local.Recipe;
import dev.descry.experts.local.SquareImages;
import dev.descry.image.DecodeLimits;
import dev.descry.model.ModelException;
import dev.descry.model.config.BlipConfig;
import dev.descry.model.config.ImageSettings;
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.BlipModel;
import dev.descry.onnx.Opening;
import dev.descry.onnx.VisionLanguageModel.Settings;

/** Opens BLIP packages as experts. */
public final class BlipExpert {
    /** As BLIP's own evaluation writes captions: 3 beams, 5 tokens with start and end mark or more. */
    private static final Recipe RECIPE = new Recipe(3, 3);

    private BlipExpert() {}

    /**
     * Opens a package. There are slots enough for its own recipe.
     *
     * @param name users call it by
     * @param limits of the image files it accepts
     * @throws ModelException when a file is missing or not what it should be
     */
    public static Expert open(String name, ModelPackage files, Settings settings, DecodeLimits limits) {
        BlipConfig config = BlipConfig.of(files.config());
        Settings enough = settings.withSlots(Math.max(RECIPE.beams(), settings.slots()));
        return Opening.both(files, () -> model(files, config, enough), (model, tokenizer) -> {
            var preprocessing =
                    ImageSettings.read(files.file(ImageSettings.FILE)).blip(config.vision());
            SquareImages images = new SquareImages(model, limits, preprocessing);
            BertLayout layout = new BertLayout(config.language(), tokenizer, new Questions("BLIP", "", false));
            return new LocalExpert(name, files, enough, new BlipWriter(model, images, tokenizer, layout, RECIPE));
        });
    }

    private static BlipModel model(ModelPackage files, BlipConfig config, Settings settings) {
        BlipModel.Seen seen = new BlipModel.Seen(
                config.vision().image(),
                config.vision().tokens(),
                config.vision().width());
        return BlipModel.open(
                files, seen, config.language().sizes(), config.language().end(), settings);
    }
}
