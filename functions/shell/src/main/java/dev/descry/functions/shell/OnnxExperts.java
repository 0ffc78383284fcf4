package dev.descry.functions.shell;

import dev.descry.expert.Expert;
import dev.descry.experts.blip.BlipExpert;
import dev.descry.experts.blip2.Blip2Expert;
import dev.descry.experts.qwen2vl.Qwen2VlExpert;
import dev.descry.image.DecodeLimits;
import dev.descry.model.ModelException;
import dev.descry.model.Watch;
import dev.descry.model.config.ClipConfig;
import dev.descry.model.packages.KnownModel;
import dev.descry.model.packages.ModelPackage;
import dev.descry.model.packages.Models;
import dev.descry.onnx.VisionLanguageModel;
import java.util.List;
import java.util.Locale;

/** The experts that run here, in ONNX Runtime: models of the catalog, and folders of packages and checkpoints. */
final class OnnxExperts implements ExpertSource {
    private final Models models;
    private final VisionLanguageModel.Settings engine;
    private final DecodeLimits limits;

    OnnxExperts(Models models, VisionLanguageModel.Settings engine, DecodeLimits limits) {
        this.models = models;
        this.engine = engine;
        this.limits = limits;
    }

    @Override
    public boolean knows(String name) {
        // The address of a server is neither a folder nor a precision.
        return !name.contains("://") && models.knows(name);
    }

    @Override
    public void require(String name) {
        if (!describes(name)) {
            throw new IllegalArgumentException(
                    "expert: expected a model that describes images, found %s, which only scores descriptions"
                            .formatted(name));
        }
        try {
            models.require(name);
        } catch (ModelException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @Override
    public Expert open(String name) {
        ModelPackage files = models.open(name, Watch.NONE);
        return switch (files.family()) {
            case "qwen2_vl" -> Qwen2VlExpert.open(name, files, engine, limits);
            case "blip" -> BlipExpert.open(name, files, engine, limits);
            case "blip-2" -> Blip2Expert.open(name, files, engine, limits);
            default ->
                throw new ModelException("%s: expected a model that describes images, found %s"
                        .formatted(files.folder(), files.family()));
        };
    }

    @Override
    public List<ExpertList.Entry> entries() {
        return models.catalog().models().stream()
                .filter(model -> describes(model.name()))
                .map(model -> new ExpertList.Entry(model.name(), state(model)))
                .toList();
    }

    private static boolean describes(String name) {
        return !name.startsWith(ClipConfig.FAMILY + ":");
    }

    private String state(KnownModel model) {
        return switch (models.state(model)) {
            case READY -> "ready";
            case BUILDS_ON_FIRST_USE -> "ready (its package is built on first use)";
            case NEEDS_DOWNLOAD -> "needs a download" + size(model) + ": ./descry models pull " + model.name();
        };
    }

    private static String size(KnownModel model) {
        return model.origin() instanceof KnownModel.Repository repository
                ? String.format(Locale.ROOT, " (%.1f GB)", repository.bytes() / 1e9)
                : "";
    }
}
