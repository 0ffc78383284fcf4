package dev.descry.model.graph;

import dev.descry.model.Precision;
import dev.descry.model.config.DecoderSizes;
import dev.descry.model.config.T5Config;
import dev.descry.model.graph.CrossAttention.CrossNames;
import dev.descry.model.weights.Weights;
import java.nio.file.Path;
import java.util.List;

/** The graphs of a T5: embedding table, encoder with the keys and values of cross attention, decoder. */
final class T5Graphs {
    static final String ROOT = "language_model.";
    static final String TABLE = ROOT + "shared";
    static final String HEAD = ROOT + "lm_head";
    private static final String BIAS = ".block.0.layer.0.SelfAttention.relative_attention_bias";

    private final T5Config config;
    private final Weights weights;
    private final Target target;
    private final Projections linear;
    private final Linear head;
    private final Precision precision;

    /** @param device what the graphs are to run on */
    T5Graphs(T5Config config, Weights weights, Target device, Precision precision) {
        this.config = config;
        this.weights = weights;
        this.precision = precision;
        // Its sums overflow 16-bit floats; it was trained in bfloat16.
        this.target = device == Target.CUDA ? Target.CUDA_BF16.with(precision) : device.with(precision);
        linear = Projections.plain(weights, precision, target);
        head = LinearForms.head(precision, target);
    }

    /** Writes all three into a folder. */
    void write(Path folder) {
        String suffix = precision.suffix();
        GraphFile.write(folder, "embed_tokens" + suffix, graph -> EmbedTokensGraph.build(graph, weights, TABLE));
        GraphFile.write(folder, "encoder_model" + suffix, this::encoder);
        GraphFile.write(folder, "decoder_model_merged" + suffix, this::decoder);
    }

    private Norm norm() {
        return Norm.rootMeanSquare((float) config.normEps());
    }

    private void encoder(GraphBuilder graph) {
        Value embeds = graph.input("inputs_embeds", ElementType.FLOAT, "batch_size, source, " + config.width());
        graph.scope("bias");
        Value bias =
                target.narrow(graph, new RelativeBias(config, weights, ROOT + "encoder" + BIAS).between(graph, embeds));
        Residual x = new Residual(graph, weights, norm(), target, embeds);
        for (int layer = 0; layer < config.encoderLayers(); layer++) {
            String name = ROOT + "encoder.block." + layer + ".layer.";
            graph.scope(name);
            x.add(attend(graph, x.normed(name + "0.layer_norm"), name + "0.SelfAttention.", bias));
            x.add(feedForward(graph, x.normed(name + "1.layer_norm"), name + "1.DenseReluDense."));
        }
        Value states = x.normed(ROOT + "encoder.final_layer_norm");
        CrossAttention.make(graph, linear, states, config.sizes(), target, layer -> {
            String name = ROOT + "decoder.block." + layer + ".layer.1.EncDecAttention.";
            return new CrossNames(name + "k", name + "v");
        });
    }

    private Value attend(GraphBuilder graph, Value x, String part, Value bias) {
        List<Value> projected = linear.apply(graph, x, part + "q", part + "k", part + "v");
        Value[] inputs = {projected.get(0), projected.get(1), projected.get(2)};
        Value attended = graph.contrib("MultiHeadAttention", Operation.padded(inputs, 5, bias))
                .with("num_heads", config.heads())
                .with("scale", 1f)
                .value();
        return linear.apply(graph, attended, part + "o");
    }

    private void decoder(GraphBuilder graph) {
        DecoderSizes sizes = config.sizes();
        DecoderPorts ports = DecoderPorts.declare(graph, sizes, target);
        graph.scope("lengths");
        CachedAttention own = CachedAttention.of(graph, config.heads(), config.heads(), 1f, target, ports.mask());
        CrossAttention cross = CrossAttention.declare(graph, sizes, config.heads(), 1f, target);
        RelativeBias relative = new RelativeBias(config, weights, ROOT + "decoder" + BIAS);
        Value bias =
                target.toCache(graph, target.narrow(graph, relative.behind(graph, ports.positions(), ports.mask())));
        Residual x = new Residual(graph, weights, norm(), target, ports.embeds());
        for (int layer = 0; layer < config.decoderLayers(); layer++) {
            String name = ROOT + "decoder.block." + layer + ".layer.";
            graph.scope(name);
            String part = name + "0.SelfAttention.";
            List<Value> projected =
                    linear.apply(graph, x.normed(name + "0.layer_norm"), part + "q", part + "k", part + "v");
            Value attended = own.attend(
                    graph,
                    projected.get(0),
                    projected.get(1),
                    projected.get(2),
                    ports.caches().get(layer),
                    bias);
            x.add(linear.apply(graph, attended, part + "o"));
            String reading = name + "1.EncDecAttention.";
            Value query = linear.apply(graph, x.normed(name + "1.layer_norm"), reading + "q");
            x.add(linear.apply(graph, cross.attend(graph, query, layer), reading + "o"));
            x.add(feedForward(graph, x.normed(name + "2.layer_norm"), name + "2.DenseReluDense."));
        }
        graph.scope("head");
        Value last = Residual.last(graph, x.normed(ROOT + "decoder.final_layer_norm"));
        ports.finish(graph, head.apply(graph, scaled(graph, last), outputLayer()), target);
    }

    // wo(gelu(wi_0 x) · (wi_1 x))
    private Value feedForward(GraphBuilder graph, Value x, String part) {
        List<Value> both = linear.apply(graph, x, part + "wi_0", part + "wi_1");
        Value gate = graph.contrib(config.exactGelu() ? "Gelu" : "FastGelu", both.get(0))
                .value();
        return linear.apply(graph, graph.op("Mul", gate, both.get(1)).value(), part + "wo");
    }

    private Value scaled(GraphBuilder graph, Value x) {
        if (!config.scaled()) {
            return x;
        }
        Value factor = target.narrow(graph, graph.scalar((float) Math.pow(config.width(), -0.5)));
        return graph.op("Mul", x, factor).value();
    }

    private LinearLayer outputLayer() {
        String name = weights.names().contains(HEAD + ".weight") ? HEAD : TABLE;
        return new LinearLayer("lm_head", weights.get(name + ".weight"), null);
    }
}
