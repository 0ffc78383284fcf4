package dev.descry.model.graph;

import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.Watch;
import dev.descry.model.checkpoint.Checkpoint;
import dev.descry.model.config.BertConfig;
import dev.descry.model.config.BlipConfig;
import dev.descry.model.packages.PackageBuilder;
import dev.descry.model.weights.Weights;
import java.nio.file.Path;

/**
 * Builds the graphs of a BLIP captioner: {@code vision_encoder}, {@code embed_tokens}, {@code encoder_model} (keys and
 * values of the image) and {@code decoder_model_merged}.
 */
final class BlipPackageBuilder implements PackageBuilder {
    private final Target target;

    BlipPackageBuilder(Target target) {
        this.target = target;
    }

    @Override
    public void build(Checkpoint checkpoint, Path folder, Precisions precisions, Watch watch) {
        BlipConfig config = BlipConfig.of(checkpoint.config());
        require(config, new WeightShapes(checkpoint.weights()));
        MeteredWeights weights = new MeteredWeights(checkpoint.weights(), watch);
        Path graphs = GraphFile.folder(folder);
        vision(config, weights, graphs, precisions.vision());
        new BertGraphs(config.language(), weights, target, precisions.language()).write(graphs);
        weights.finish();
    }

    private void vision(BlipConfig config, Weights weights, Path folder, Precision precision) {
        Target computing = target.with(precision);
        Linear linear = LinearForms.of(precision, computing);
        GraphFile.write(folder, "vision_encoder" + precision.suffix(), graph -> {
            String shape = "batch_size, %d, %d"
                    .formatted(config.vision().tokens(), config.vision().width());
            Value features = graph.output("image_features", ElementType.FLOAT, shape);
            Value tokens = new VitGraph(graph, config.vision(), weights, linear, computing).build();
            graph.op("Identity", tokens).as(features);
        });
    }

    private static void require(BlipConfig config, WeightShapes weights) {
        Blip2Weights.vision(weights, config.vision());
        BertConfig text = config.language();
        long width = text.width();
        weights.require(BertGraphs.TABLE + ".weight", text.vocab(), width);
        weights.require(BertGraphs.ROOT + "embeddings.position_embeddings.weight", text.maxPositions(), width);
        weights.norm(BertGraphs.ROOT + "embeddings.LayerNorm", width);
        for (int layer = 0; layer < text.layers(); layer++) {
            String name = BertGraphs.ROOT + "encoder.layer." + layer;
            attention(weights, name + ".attention", width, width);
            attention(weights, name + ".crossattention", width, text.source());
            weights.linear(name + ".intermediate.dense", text.intermediate(), width);
            weights.linear(name + ".output.dense", width, text.intermediate());
            weights.norm(name + ".output.LayerNorm", width);
        }
        weights.linear(BertGraphs.HEAD + "transform.dense", width, width);
        weights.norm(BertGraphs.HEAD + "transform.LayerNorm", width);
        weights.require(BertGraphs.HEAD + "bias", text.vocab());
    }

    private static void attention(WeightShapes weights, String name, long width, long keys) {
        weights.linear(name + ".self.query", width, width);
        weights.linear(name + ".self.key", width, keys);
        weights.linear(name + ".self.value", width, keys);
        weights.linear(name + ".output.dense", width, width);
        weights.norm(name + ".output.LayerNorm", width);
    }
}
