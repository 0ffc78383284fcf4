package dev.descry.model.packages;

import dev.descry.model.ModelException;
import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The models Descry knows by name. */
public record Catalog(List<KnownModel> models) {
    private static final String QWEN = "Qwen/Qwen2-VL-";
    private static final long GB = 1_000_000_000;

    /** For sentences, from the VaLiK paper (arXiv 2503.12972). */
    private static final double PAPER_THRESHOLD = 0.20;

    /** Chosen on 400 scenes other than those it is measured on; the model's README.md has the figures. */
    private static final double SCENES_THRESHOLD = 0.17;

    public Catalog {
        models = List.copyOf(models);
    }

    /** The demo models that come with Descry, and the published Qwen2-VL, BLIP-2, BLIP and CLIP models. */
    public static Catalog standard() {
        Precisions exact = new Precisions(Precision.FP32, Precision.FP32);
        return new Catalog(List.of(
                new KnownModel("qwen2-vl:scenes", new KnownModel.Bundled("qwen2-vl-scenes"), exact, exact, false),
                plain("2b", "2B-Instruct", 4.42),
                plain("7b", "7B-Instruct", 16.58),
                plain("72b", "72B-Instruct", 146.81),
                packed("2b-awq", "2B-Instruct-AWQ", 2.48),
                packed("7b-awq", "7B-Instruct-AWQ", 6.92),
                packed("72b-awq", "72B-Instruct-AWQ", 42.86),
                packed("2b-gptq", "2B-Instruct-GPTQ-Int4", 2.47),
                packed("7b-gptq", "7B-Instruct-GPTQ-Int4", 6.90),
                packed("72b-gptq", "72B-Instruct-GPTQ-Int4", 42.59),
                new KnownModel("blip2:scenes", new KnownModel.Bundled("blip2-scenes"), exact, exact, false),
                new KnownModel("blip2-t5:scenes", new KnownModel.Bundled("blip2-t5-scenes"), exact, exact, false),
                salesforce("blip2:opt-2.7b", "blip2-opt-2.7b", 14.98),
                salesforce("blip2:opt-2.7b-coco", "blip2-opt-2.7b-coco", 14.98),
                salesforce("blip2:opt-6.7b", "blip2-opt-6.7b", 31.01),
                salesforce("blip2:opt-6.7b-coco", "blip2-opt-6.7b-coco", 31.01),
                salesforce("blip2:flan-t5-xl", "blip2-flan-t5-xl", 15.77),
                salesforce("blip2:flan-t5-xl-coco", "blip2-flan-t5-xl-coco", 15.77),
                salesforce("blip:base", "blip-image-captioning-base", 0.99),
                salesforce("blip:large", "blip-image-captioning-large", 1.88),
                new KnownModel("clip:scenes", new KnownModel.Bundled("clip-scenes"), exact, exact, false)
                        .judging(SCENES_THRESHOLD),
                clip("vit-base-patch32", "openai/clip-vit-base-patch32", 0.61),
                clip("vit-large-patch14", "openai/clip-vit-large-patch14", 1.71).judging(PAPER_THRESHOLD),
                clip("vit-h-14", "laion/CLIP-ViT-H-14-laion2B-s32B-b79K", 3.94),
                clip("vit-bigg-14", "laion/CLIP-ViT-bigG-14-laion2B-39B-b160k", 10.16)));
    }

    private static KnownModel clip(String size, String id, double gigabytes) {
        return new KnownModel(
                "clip:" + size,
                new KnownModel.Repository(id, "main", Math.round(gigabytes * GB)),
                Precisions.of(Precision.FP32, false),
                Precisions.of(Precision.FP16, true),
                false);
    }

    private static KnownModel salesforce(String name, String repository, double gigabytes) {
        return new KnownModel(
                name,
                new KnownModel.Repository("Salesforce/" + repository, "main", Math.round(gigabytes * GB)),
                Precisions.of(Precision.INT8, false),
                Precisions.of(Precision.FP16, true),
                false);
    }

    private static KnownModel plain(String size, String repository, double gigabytes) {
        Precision cuda = size.equals("72b") ? Precision.INT4 : Precision.FP16;
        return new KnownModel(
                "qwen2-vl:" + size,
                repository(repository, gigabytes),
                Precisions.of(Precision.INT4, false),
                Precisions.of(cuda, true),
                false);
    }

    private static KnownModel packed(String size, String repository, double gigabytes) {
        return new KnownModel(
                "qwen2-vl:" + size,
                repository(repository, gigabytes),
                Precisions.of(Precision.INT4_128, false),
                Precisions.of(Precision.INT4_128, true),
                true);
    }

    private static KnownModel.Repository repository(String name, double gigabytes) {
        return new KnownModel.Repository(QWEN + name, "main", Math.round(gigabytes * GB));
    }

    /**
     * The model of that name, precision left out.
     *
     * @throws ModelException listing the names there are
     */
    public KnownModel find(String name) {
        return models.stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ModelException(
                        "model: expected one of %s, or the folder of a package or checkpoint, found %s"
                                .formatted(names().collect(Collectors.joining(", ")), name)));
    }

    /**
     * The least similarity at which this judge lets a sentence pass.
     *
     * @param name as users write it, its precision left out or not; may be a folder's
     * @return empty where none is known
     */
    public OptionalDouble threshold(String name) {
        return ModelName.parse(name) instanceof ModelName.Known known
                ? models.stream()
                        .filter(model -> model.name().equals(known.model()))
                        .findFirst()
                        .map(KnownModel::threshold)
                        .orElse(OptionalDouble.empty())
                : OptionalDouble.empty();
    }

    /** All names, in the order users should read them. */
    public Stream<String> names() {
        return models.stream().map(KnownModel::name);
    }
}
