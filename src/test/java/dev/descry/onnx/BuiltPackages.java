package dev.descry.onnx;

import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.Watch;
import dev.descry.model.checkpoint.Checkpoint;
import dev.descry.model.graph.FamilyPackageBuilder;
import dev.descry.model.graph.Target;
import dev.descry.model.packages.Manifest;
import dev.descry.model.packages.ModelPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Packages built from the committed checkpoints into a folder of the test. */
public final class BuiltPackages {
    private static final Path CHECKPOINTS = Path.of("test/resources/dev/descry/reference/checkpoints");

    private BuiltPackages() {}

    /** A package of 32-bit floats of the reference checkpoint of that name. */
    public static ModelPackage fp32(String checkpoint, Path folder) {
        return build(CHECKPOINTS.resolve(checkpoint), folder, new Precisions(Precision.FP32, Precision.FP32));
    }

    /** A package of any checkpoint, with its manifest. */
    public static ModelPackage build(Path checkpoint, Path folder, Precisions precisions) {
        return build(checkpoint, folder, precisions, Target.CPU);
    }

    /** A package for another kind of device. */
    public static ModelPackage build(Path checkpoint, Path folder, Precisions precisions, Target target) {
        write(checkpoint, folder, precisions, target);
        new Manifest(family(checkpoint), "test", "local", "test", precisions, Manifest.digest(folder, Watch.NONE))
                .write(folder);
        return ModelPackage.open(folder);
    }

    /** The same, as if it came from elsewhere. */
    public static ModelPackage withoutManifest(Path checkpoint, Path folder, Precisions precisions) {
        write(checkpoint, folder, precisions, Target.CPU);
        return ModelPackage.open(folder);
    }

    private static String family(Path checkpoint) {
        try (Checkpoint opened = Checkpoint.open(checkpoint)) {
            return opened.family();
        }
    }

    private static void write(Path checkpoint, Path folder, Precisions precisions, Target target) {
        try (Checkpoint opened = Checkpoint.open(checkpoint)) {
            Files.createDirectories(folder);
            opened.copyCompanions(folder);
            new FamilyPackageBuilder(target).build(opened, folder, precisions, Watch.NONE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
