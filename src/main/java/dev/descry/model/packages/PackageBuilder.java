package dev.descry.model.packages;

import dev.descry.model.Precisions;
import dev.descry.model.Watch;
import dev.descry.model.checkpoint.Checkpoint;
import java.nio.file.Path;

/** Turns a checkpoint into the graphs of a package. */
@FunctionalInterface
public interface PackageBuilder {
    /**
     * Writes {@code onnx/…} into a folder that holds the small files already. The folder becomes visible as a package
     * only when this returns; on an exception it is thrown away.
     *
     * @throws dev.descry.model.ModelException when the checkpoint lacks a weight or has one of a wrong shape
     */
    void build(Checkpoint checkpoint, Path folder, Precisions precisions, Watch watch);
}
