package dev.descry.model.checkpoint;

import dev.descry.model.ModelException;
import dev.descry.model.weights.Strides;
import dev.descry.model.weights.Weight;
import dev.descry.model.weights.Weights;
import java.lang.foreign.Arena;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Weights of open_clip under Hugging Face's names. Queries, keys and values lie in one matrix there, and projections the
 * other way round.
 */
final class OpenClipWeights implements Weights {
    private static final Pattern BLOCK = Pattern.compile("(visual\\.)?transformer\\.resblocks\\.(\\d+)\\.(.+)");
    private static final String STACKED = "attn.in_proj_";

    private static final Map<String, String> OUTSIDE = Map.ofEntries(
            Map.entry("visual.class_embedding", "vision_model.embeddings.class_embedding"),
            Map.entry("visual.conv1.weight", "vision_model.embeddings.patch_embedding.weight"),
            Map.entry("visual.positional_embedding", "vision_model.embeddings.position_embedding.weight"),
            Map.entry("visual.ln_pre.weight", "vision_model.pre_layrnorm.weight"),
            Map.entry("visual.ln_pre.bias", "vision_model.pre_layrnorm.bias"),
            Map.entry("visual.ln_post.weight", "vision_model.post_layernorm.weight"),
            Map.entry("visual.ln_post.bias", "vision_model.post_layernorm.bias"),
            Map.entry("token_embedding.weight", "text_model.embeddings.token_embedding.weight"),
            Map.entry("positional_embedding", "text_model.embeddings.position_embedding.weight"),
            Map.entry("ln_final.weight", "text_model.final_layer_norm.weight"),
            Map.entry("ln_final.bias", "text_model.final_layer_norm.bias"));

    private static final Map<String, String> INSIDE = Map.of(
            "ln_1", "layer_norm1",
            "ln_2", "layer_norm2",
            "attn.out_proj", "self_attn.out_proj",
            "mlp.c_fc", "mlp.fc1",
            "mlp.c_proj", "mlp.fc2");

    private static final Map<String, String> TURNED =
            Map.of("visual.proj", "visual_projection.weight", "text_projection", "text_projection.weight");

    /** How a weight is had from a stored one: rows from a third on, or turned, or as it is. */
    private record Origin(String stored, int third, boolean turned) {}

    private final Weights stored;
    private final Map<String, Origin> origins = new LinkedHashMap<>();

    OpenClipWeights(Weights stored) {
        this.stored = stored;
        stored.names().forEach(this::add);
    }

    private void add(String name) {
        Matcher block = BLOCK.matcher(name);
        if (block.matches()) {
            String root = (block.group(1) == null ? "text_model" : "vision_model") + ".encoder.layers." + block.group(2)
                    + ".";
            addInside(name, root, block.group(3));
        } else if (TURNED.containsKey(name)) {
            origins.put(TURNED.get(name), new Origin(name, -1, true));
        } else {
            origins.put(OUTSIDE.getOrDefault(name, name), new Origin(name, -1, false));
        }
    }

    private void addInside(String name, String root, String part) {
        if (part.startsWith(STACKED)) {
            String kind = part.substring(STACKED.length());
            int third = 0;
            for (String projection : new String[] {"q", "k", "v"}) {
                origins.put(root + "self_attn." + projection + "_proj." + kind, new Origin(name, third++, false));
            }
            return;
        }
        int dot = part.lastIndexOf('.');
        String layer = dot < 0 ? part : part.substring(0, dot);
        origins.put(
                root + INSIDE.getOrDefault(layer, layer) + part.substring(layer.length()), new Origin(name, -1, false));
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(origins.keySet());
    }

    @Override
    public Weight get(String name) {
        Origin origin = origins.get(name);
        if (origin == null) {
            return stored.get(name); // refuses it in the words of the checkpoint
        }
        Weight weight = stored.get(origin.stored());
        if (origin.turned()) {
            return turned(name, weight);
        }
        return origin.third() < 0
                ? new Weight(name, weight.type(), weight.shape(), weight.data())
                : third(name, weight, origin.third());
    }

    private static Weight third(String name, Weight weight, int third) {
        long[] shape = weight.shape().clone();
        if (shape.length == 0 || shape[0] % 3 != 0) {
            throw new ModelException("%s: expected queries, keys and values in one weight, found %d dimensions"
                    .formatted(weight.name(), shape.length));
        }
        shape[0] /= 3;
        long bytes = weight.data().byteSize() / 3;
        return new Weight(name, weight.type(), shape, weight.data().asSlice(third * bytes, bytes));
    }

    private static Weight turned(String name, Weight weight) {
        long[] shape = weight.shape();
        if (shape.length != 2) {
            throw new ModelException(
                    "%s: expected a matrix, found %d dimensions".formatted(weight.name(), shape.length));
        }
        Strides strides = Strides.transposed(shape[1], shape[0]);
        return new Weight(
                name,
                weight.type(),
                strides.shape(),
                strides.ordered(weight.data(), weight.type().bytes(), Arena.ofAuto()));
    }

    @Override
    public void close() {
        stored.close();
    }
}
