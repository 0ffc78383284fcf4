package dev.descry.model.graph;

import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.Watch;
import dev.descry.model.checkpoint.Checkpoint;
import dev.descry.model.config.BertConfig;
import dev.descry.model.config.Blip2Config;
import dev.descry.model.config.OptConfig;
import dev.descry.model.config.T5Config;
import dev.descry.model.packages.PackageBuilder;
import dev.descry.model.weights.Weights;
import java.nio.file.Path;

/**
 * Builds the graphs of a BLIP-2 package: {@code vision_encoder} (with the querying transformer), {@code embed_tokens} and
 * {@code decoder_model_merged}; with a T5 also {@code encoder_model}, which makes the keys and values of cross attention.
 */
final class Blip2PackageBuilder implements PackageBuilder {
    private final Target target;

    Blip2PackageBuilder(Target target) {
        this.target = target;
    }

    @Override
    public void build(Checkpoint checkpoint, Path folder, Precisions precisions, Watch watch) {
        Blip2Config config = Blip2Config.of(checkpoint.config());
        Blip2Weights.require(config, checkpoint.weights());
        MeteredWeights weights = new MeteredWeights(checkpoint.weights(), watch);
        Path graphs = GraphFile.folder(folder);
        vision(config, weights, graphs, precisions.vision());
        switch (config.language()) {
            case OptConfig opt -> opt(opt, weights, graphs, precisions.language());
            case T5Config t5 -> new T5Graphs(t5, weights, target, precisions.language()).write(graphs);
            case BertConfig bert -> throw new IllegalArgumentException("BLIP-2: expected OPT or T5, found " + bert);
        }
        weights.finish();
    }

    private void vision(Blip2Config config, Weights weights, Path folder, Precision precision) {
        Target computing = target.with(precision);
        Projections linear = Projections.plain(weights, precision, computing);
        GraphFile.write(folder, "vision_encoder" + precision.suffix(), graph -> {
            Value tokens = new VitGraph(graph, config.vision(), weights, linear.form(), computing).build();
            new QFormerGraph(graph, config.qformer(), weights, linear, computing)
                    .build(tokens, config.language().width());
        });
    }

    private void opt(OptConfig config, Weights weights, Path folder, Precision precision) {
        Target computing = target.with(precision);
        Projections linear = Projections.plain(weights, precision, computing);
        GraphFile.write(
                folder,
                "embed_tokens" + precision.suffix(),
                graph -> EmbedTokensGraph.build(graph, weights, OptGraph.TABLE));
        GraphFile.write(folder, "decoder_model_merged" + precision.suffix(), graph -> new OptGraph(
                        graph, config, weights, linear, LinearForms.head(precision, computing), computing)
                .build());
    }
}
