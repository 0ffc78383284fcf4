package dev.descry.model.graph;

import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.Watch;
import dev.descry.model.checkpoint.Checkpoint;
import dev.descry.model.config.ClipConfig;
import dev.descry.model.packages.PackageBuilder;
import java.nio.file.Path;

/**
 * Builds the graphs of a CLIP package: {@code vision_model} and {@code text_model}, with the inputs and outputs that
 * transformers.js uses for this family. Embeddings come out projected and not normalised.
 */
public final class ClipPackageBuilder implements PackageBuilder {
    private final Target target;

    public ClipPackageBuilder(Target target) {
        this.target = target;
    }

    @Override
    public void build(Checkpoint checkpoint, Path folder, Precisions precisions, Watch watch) {
        ClipConfig config = ClipConfig.of(checkpoint.config());
        ClipWeights.require(config, checkpoint.weights());
        MeteredWeights weights = new MeteredWeights(checkpoint.weights(), watch);
        Path graphs = GraphFile.folder(folder);
        Precision vision = precisions.vision();
        GraphFile.write(graphs, "vision_model" + vision.suffix(), graph -> new ClipVisionGraph(
                        graph, config, ClipTower.of(graph, config.vision().tower(), weights, vision, target))
                .build());
        Precision text = precisions.language();
        GraphFile.write(graphs, "text_model" + text.suffix(), graph -> new ClipTextGraph(
                        graph, config, ClipTower.of(graph, config.text().tower(), weights, text, target))
                .build());
        weights.finish();
    }
}
