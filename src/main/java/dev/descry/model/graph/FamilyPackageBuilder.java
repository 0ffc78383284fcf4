package dev.descry.model.graph;

import dev.descry.model.ModelException;
import dev.descry.model.Precisions;
import dev.descry.model.Watch;
import dev.descry.model.checkpoint.Checkpoint;
import dev.descry.model.config.Blip2Config;
import dev.descry.model.config.BlipConfig;
import dev.descry.model.config.ClipConfig;
import dev.descry.model.config.Qwen2VlConfig;
import dev.descry.model.packages.PackageBuilder;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;

/** Builds the package of any family Descry knows, by the {@code model_type} of its checkpoint. */
public final class FamilyPackageBuilder implements PackageBuilder {
    private final Map<String, PackageBuilder> families;

    /** @param target what the graphs are to run on */
    public FamilyPackageBuilder(Target target) {
        families = Map.of(
                Qwen2VlConfig.FAMILY, new Qwen2VlPackageBuilder(target),
                Blip2Config.FAMILY, new Blip2PackageBuilder(target),
                BlipConfig.FAMILY, new BlipPackageBuilder(target),
                ClipConfig.FAMILY, new ClipPackageBuilder(target));
    }

    @Override
    public void build(Checkpoint checkpoint, Path folder, Precisions precisions, Watch watch) {
        PackageBuilder builder = families.get(checkpoint.family());
        if (builder == null) {
            throw new ModelException("%s: expected a model_type of %s, found %s"
                    .formatted(checkpoint.folder(), new TreeSet<>(families.keySet()), checkpoint.family()));
        }
        builder.build(checkpoint, folder, precisions, watch);
    }
}
