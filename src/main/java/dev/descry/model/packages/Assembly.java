package dev.descry.model.packages;

import dev.descry.model.ModelException;
import dev.descry.model.Precisions;
import dev.descry.model.Watch;
import dev.descry.model.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Builds packages from checkpoints: small files, graphs, manifest, then publication in one step. */
public final class Assembly {
    private final ModelFolder folder;
    private final PackageBuilder builder;
    private final String version;

    /** @param version of Descry, for manifests */
    public Assembly(ModelFolder folder, PackageBuilder builder, String version) {
        this.folder = folder;
        this.builder = builder;
        this.version = version;
    }

    /**
     * Builds a package wherever the caller wants it; a folder that is there already is refused.
     *
     * @throws ModelException when the checkpoint is faulty or the output folder exists
     */
    public ModelPackage build(Path checkpoint, Precisions precisions, Path output, Watch watch) {
        if (Files.exists(output)) {
            throw new ModelException(
                    "%s: expected a new folder to write to, found one; name another or remove it".formatted(output));
        }
        String source = checkpoint.toAbsolutePath().normalize().getFileName().toString();
        return make(checkpoint, output, new Origin(source, fingerprint(checkpoint)), precisions, () -> false, watch);
    }

    /** The package of a local checkpoint, built at {@code place} unless one of the same files lies there. */
    ModelPackage buildOnce(Path checkpoint, Precisions precisions, Path place, Watch watch) {
        String source = checkpoint.toAbsolutePath().normalize().getFileName().toString();
        Origin origin = new Origin(source, fingerprint(checkpoint));
        BooleanSupplier current = () -> isCurrent(place, origin.revision());
        if (current.getAsBoolean()) {
            return ModelPackage.open(place);
        }
        return make(checkpoint, place, origin, precisions, current, watch);
    }

    /** The package of a downloaded checkpoint. */
    ModelPackage buildFetched(Path checkpoint, Precisions precisions, Path place, Origin origin, Watch watch) {
        return make(checkpoint, place, origin, precisions, () -> Files.exists(place), watch);
    }

    /** What the manifest records about where the checkpoint came from. */
    record Origin(String source, String revision) {}

    private ModelPackage make(
            Path checkpoint, Path place, Origin origin, Precisions precisions, BooleanSupplier current, Watch watch) {
        folder.publish(place, current, watch, building -> {
            try (Checkpoint opened = Checkpoint.open(checkpoint)) {
                opened.copyCompanions(building);
                builder.build(opened, building, precisions, watch);
                new Manifest(
                                opened.family(),
                                origin.source(),
                                origin.revision(),
                                version,
                                precisions,
                                Manifest.digest(building, watch))
                        .write(building);
            }
            ModelPackage.open(building);
        });
        return ModelPackage.open(place);
    }

    private boolean isCurrent(Path place, String revision) {
        if (!Files.exists(place.resolve(Manifest.FILE))) {
            return false;
        }
        try {
            Manifest manifest = ModelPackage.open(place).manifest().orElseThrow();
            return manifest.revision().equals(revision) && manifest.builder().equals(version);
        } catch (ModelException _) {
            return false; // damaged, so it is built again
        }
    }

    /** Names a local checkpoint's state: names, sizes and times of its files, so that an edit is noticed. */
    static String fingerprint(Path checkpoint) {
        StringBuilder lines = new StringBuilder();
        try (Stream<Path> files = Files.list(checkpoint)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                lines.append("%s %d %d\n"
                        .formatted(
                                file.getFileName(),
                                Files.size(file),
                                Files.getLastModifiedTime(file).toMillis()));
            }
        } catch (IOException e) {
            throw new ModelException("%s: expected a readable checkpoint folder, found %s".formatted(checkpoint, e), e);
        }
        return "local-" + Digests.sha256(lines.toString()).substring(0, 12);
    }
}
