package dev.descry.experts.blip2;

import dev.descry.expert.Expert;
import dev.descry.experts.local.BlipWriter;
import dev.descry.experts.local.Layout;
import dev.descry.experts.local.LocalExpert;
import dev.descry.experts.local.Questions;
import dev.descry.experts.local.Recipe;
import dev.descry.experts.local.SquareImages;
import dev.descry.image.DecodeLimits;
import dev.descry.model.ModelException;
import dev.descry.model.config.BertConfig;
import dev.descry.model.config.Blip2Config;
import dev.descry.model.config.ImageSettings;
import dev.descry.model.config.OptConfig;
import dev.descry.model.config.T5Config;
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.BlipModel;
import dev.descry.onnx.Opening;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.text.Tokenizer;

/** Opens BLIP-2 packages as experts. */
public final class Blip2Expert {
    /** As LAVIS, where the models come from, writes captions. */
    private static final int BEAMS = 5;

    /** Images of the checkpoints that were fine-tuned on COCO, which LAVIS prompts and keeps from being short. */
    private static final int COCO_IMAGE = 364;

    private static final int COCO_MIN_TOKENS = 8;
    private static final String COCO_PROMPT = "a photo of";

    private Blip2Expert() {}

    /**
     * Opens a package. There are slots enough for its own recipe.
     *
     * @param name users call it by
     * @param limits of the image files it accepts
     * @throws ModelException when a file is missing or not what it should be
     */
    public static Expert open(String name, ModelPackage files, Settings settings, DecodeLimits limits) {
        Blip2Config config = Blip2Config.of(files.config());
        Settings enough = settings.withSlots(Math.max(BEAMS, settings.slots()));
        return Opening.both(files, () -> model(files, config, enough), (model, tokenizer) -> {
            var preprocessing =
                    ImageSettings.read(files.file(ImageSettings.FILE)).blip(config.vision());
            SquareImages images = new SquareImages(model, limits, preprocessing);
            BlipWriter writer =
                    new BlipWriter(model, images, tokenizer, layout(config, model, tokenizer), recipe(config));
            return new LocalExpert(name, files, enough, writer);
        });
    }

    private static boolean coco(Blip2Config config) {
        return config.vision().image() == COCO_IMAGE;
    }

    private static Recipe recipe(Blip2Config config) {
        return new Recipe(BEAMS, coco(config) ? COCO_MIN_TOKENS : 1);
    }

    private static Layout layout(Blip2Config config, BlipModel model, Tokenizer tokenizer) {
        String caption = coco(config) ? COCO_PROMPT : "";
        int queries = config.qformer().queries();
        return switch (config.language()) {
            case OptConfig opt -> new OptLayout(config, opt, tokenizer, new Questions("BLIP-2", caption, true));
            case T5Config t5 -> new T5Layout(queries, t5, model, tokenizer, new Questions("BLIP-2", caption, false));
            case BertConfig bert -> throw new ModelException("config.json: expected OPT or T5, found " + bert);
        };
    }

    private static BlipModel model(ModelPackage files, Blip2Config config, Settings settings) {
        BlipModel.Seen seen = new BlipModel.Seen(
                config.vision().image(),
                config.qformer().queries(),
                config.language().width());
        return BlipModel.open(
                files, seen, config.language().sizes(), config.language().end(), settings);
    }
}
