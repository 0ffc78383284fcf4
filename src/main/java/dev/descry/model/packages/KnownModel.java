package dev.descry.model.packages;

import dev.descry.model.ModelException;
import dev.descry.model.Precisions;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A model of the catalog.
 *
 * @param name what users type, for example {@code qwen2-vl:2b}
 * @param cpu precisions taken on a processor when the user asks for none
 * @param cuda precisions taken on a graphics processor when the user asks for none
 * @param packed whether the checkpoint's weights are 4-bit already, so that no other precision can be asked for
 * @param threshold of a model that judges: the least similarity, -1 to 1, at which it lets a sentence pass; empty where
 *     none is known
 */
public record KnownModel(
        String name, Origin origin, Precisions cpu, Precisions cuda, boolean packed, OptionalDouble threshold) {

    // The 4-bit weights are taken as they are; the rest of such a checkpoint is 16 bits wide and may grow.
    private static final double PACKED_SHARE = 1.3;

    /** Where the checkpoint comes from. */
    public sealed interface Origin {}

    /**
     * A repository of the Hugging Face hub.
     *
     * @param id for example {@code Qwen/Qwen2-VL-2B-Instruct}
     * @param revision branch, tag or commit
     * @param bytes about how much there is to download
     */
    public record Repository(String id, String revision, long bytes) implements Origin {}

    /**
     * A checkpoint that comes with Descry.
     *
     * @param folder its folder's name among the bundled ones
     */
    public record Bundled(String folder) implements Origin {}

    /** A model without a threshold. */
    public KnownModel(String name, Origin origin, Precisions cpu, Precisions cuda, boolean packed) {
        this(name, origin, cpu, cuda, packed, OptionalDouble.empty());
    }

    /** The same as a judge. */
    KnownModel judging(double threshold) {
        return new KnownModel(name, origin, cpu, cuda, packed, OptionalDouble.of(threshold));
    }

    /** About how many bytes a package of these precisions takes, built from so many bytes of checkpoint. */
    long packageBytes(long checkpoint, Precisions precisions) {
        double share = packed
                ? PACKED_SHARE
                : Math.max(precisions.vision().share(), precisions.language().share());
        return (long) (checkpoint * share);
    }

    /**
     * The precisions to build or open.
     *
     * @param asked what the user asked for; null for the device's default
     * @throws ModelException when a packed checkpoint is asked for in another precision
     */
    public Precisions precisions(ModelName.@Nullable Asked asked, boolean onCuda) {
        Precisions standard = onCuda ? cuda : cpu;
        if (asked == null) {
            return standard;
        }
        if (packed && asked.language() != standard.language()) {
            throw new ModelException("%s: expected the precision %s of its checkpoint, found %s; leave it out"
                    .formatted(name, standard.language().label(), asked));
        }
        return asked.on(onCuda);
    }
}
