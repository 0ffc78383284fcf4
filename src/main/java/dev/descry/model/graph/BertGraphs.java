package dev.descry.model.graph;

import dev.descry.model.Precision;
import dev.descry.model.config.BertConfig;
import dev.descry.model.config.DecoderSizes;
import dev.descry.model.graph.CrossAttention.CrossNames;
import dev.descry.model.weights.Weights;
import java.nio.file.Path;
import java.util.List;

/** The text graphs of BLIP: embedding table, keys and values of the image, decoder. */
final class BertGraphs {
    static final String ROOT = "text_decoder.bert.";
    static final String TABLE = ROOT + "embeddings.word_embeddings";
    static final String HEAD = "text_decoder.cls.predictions.";

    private final BertConfig config;
    private final Weights weights;
    private final Target target;
    private final Projections linear;
    private final Linear head;
    private final Precision precision;

    /** @param device what the graphs are to run on */
    BertGraphs(BertConfig config, Weights weights, Target device, Precision precision) {
        this.config = config;
        this.weights = weights;
        this.precision = precision;
        target = device.with(precision);
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

    private static String layer(int layer) {
        return ROOT + "encoder.layer." + layer;
    }

    private void encoder(GraphBuilder graph) {
        Value image = graph.input("inputs_embeds", ElementType.FLOAT, "batch_size, source, " + config.source());
        Value tokens = target.narrow(graph, image);
        CrossAttention.make(graph, linear, tokens, config.sizes(), target, layer -> {
            String name = layer(layer) + ".crossattention.self.";
            return new CrossNames(name + "key", name + "value");
        });
    }

    private void decoder(GraphBuilder graph) {
        DecoderSizes sizes = config.sizes();
        DecoderPorts ports = DecoderPorts.declare(graph, sizes, target);
        graph.scope("lengths");
        float scale = CachedAttention.usualScale(sizes.headDim());
        CachedAttention own = CachedAttention.of(graph, config.heads(), config.heads(), scale, target, ports.mask());
        CrossAttention cross = CrossAttention.declare(graph, sizes, config.heads(), scale, target);
        Norm norm = Norm.layer((float) config.normEps());
        SettledResidual x = new SettledResidual(graph, weights, norm, target, placed(graph, ports, norm));
        for (int layer = 0; layer < config.layers(); layer++) {
            String name = layer(layer);
            graph.scope(name);
            x.add(
                    attend(
                            graph,
                            x.value(),
                            name + ".attention",
                            own,
                            ports.caches().get(layer)),
                    name + ".attention.output.LayerNorm");
            String reading = name + ".crossattention.";
            Value query = linear.apply(graph, x.value(), reading + "self.query");
            Value read = cross.attend(graph, query, layer);
            x.add(linear.apply(graph, read, reading + "output.dense"), reading + "output.LayerNorm");
            Value hidden = linear.apply(graph, x.value(), name + ".intermediate.dense");
            Value active = graph.contrib("Gelu", hidden).value();
            x.add(linear.apply(graph, active, name + ".output.dense"), name + ".output.LayerNorm");
        }
        x.keepLast();
        ports.finish(graph, scores(graph, x.value(), norm), target);
    }

    private Value placed(GraphBuilder graph, DecoderPorts ports, Norm norm) {
        Value table = Rows.weight(graph, weights, ROOT + "embeddings.position_embeddings.weight");
        Value sum = graph.op("Add", ports.embeds(), Rows.gather(graph, table, ports.positions()))
                .value();
        return norm.of(graph, sum, weights, ROOT + "embeddings.LayerNorm");
    }

    private Value attend(GraphBuilder graph, Value x, String name, CachedAttention own, KeyValueCache.Layer cache) {
        String part = name + ".self.";
        List<Value> projected = linear.apply(graph, x, part + "query", part + "key", part + "value");
        Value attended = own.attend(graph, projected.get(0), projected.get(1), projected.get(2), cache);
        return linear.apply(graph, attended, name + ".output.dense");
    }

    private Value scores(GraphBuilder graph, Value x, Norm norm) {
        graph.scope("head");
        Value hidden = linear.apply(graph, x, HEAD + "transform.dense");
        Value active = target.widen(graph, graph.contrib("Gelu", hidden).value());
        Value normed = target.narrow(graph, norm.of(graph, active, weights, HEAD + "transform.LayerNorm"));
        return head.apply(
                graph, normed, new LinearLayer("lm_head", weights.get(TABLE + ".weight"), weights.get(HEAD + "bias")));
    }
}
