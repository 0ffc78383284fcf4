package dev.descry.model.graph;

import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.Watch;
import dev.descry.model.checkpoint.Checkpoint;
import dev.descry.model.config.QuantizationConfig;
import dev.descry.model.config.Qwen2VlConfig;
import dev.descry.model.packages.PackageBuilder;
import dev.descry.model.weights.Weights;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Builds the graphs of a Qwen2-VL package: {@code vision_encoder}, {@code embed_tokens} and
 * {@code decoder_model_merged}, with the inputs and outputs that transformers.js uses for this family. Memory need not
 * hold more than a part of one weight.
 */
public final class Qwen2VlPackageBuilder implements PackageBuilder {
    private final Target target;

    public Qwen2VlPackageBuilder(Target target) {
        this.target = target;
    }

    @Override
    public void build(Checkpoint checkpoint, Path folder, Precisions precisions, Watch watch) {
        Qwen2VlConfig config = Qwen2VlConfig.of(checkpoint.config());
        ExpectedWeights.require(config, checkpoint.weights(), checkpoint.quantization());
        MeteredWeights weights = new MeteredWeights(checkpoint.weights(), watch);
        Path graphs = GraphFile.folder(folder);
        vision(config, weights, graphs, precisions.vision());
        embedding(weights, graphs, precisions.language());
        decoder(config, weights, checkpoint.quantization(), graphs, precisions.language());
        weights.finish();
    }

    private void vision(Qwen2VlConfig config, Weights weights, Path folder, Precision precision) {
        Target computing = target.with(precision);
        Linear linear = LinearForms.of(precision, computing);
        GraphFile.write(folder, "vision_encoder" + precision.suffix(), graph -> new VisionEncoderGraph(
                        graph, config.vision(), weights, linear, computing)
                .build(config.language().width()));
    }

    private void embedding(Weights weights, Path folder, Precision precision) {
        GraphFile.write(
                folder,
                "embed_tokens" + precision.suffix(),
                graph -> EmbedTokensGraph.build(graph, weights, EmbedTokensGraph.TABLE));
    }

    private void decoder(
            Qwen2VlConfig config,
            Weights weights,
            Optional<QuantizationConfig> packing,
            Path folder,
            Precision precision) {
        Target computing = target.with(precision);
        Projections linear = Projections.of(weights, packing, precision, computing);
        Linear head = LinearForms.head(precision, computing);
        GraphFile.write(folder, "decoder_model_merged" + precision.suffix(), graph -> new DecoderGraph(
                        graph, config.language(), weights, linear, head, computing)
                .build());
    }
}
