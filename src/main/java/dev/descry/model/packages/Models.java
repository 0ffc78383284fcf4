package dev.descry.model.packages;

import dev.descry.model.ModelException;
import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.Watch;
import dev.descry.model.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything a user can do with models: open one by name, pull, build, list, verify, remove. */
public final class Models {
    /** Checkpoints below this many bytes are built exact; there is little to gain from coarser weights. */
    private static final long SMALL_CHECKPOINT = 1_000_000_000;

    private final Catalog catalog;
    private final ModelFolder folder;
    private final Assembly assembly;
    private final CheckpointSource source;
    private final Path bundled;
    private final boolean cuda;

    /**
     * @param bundled folder of the checkpoints that come with Descry
     * @param cuda whether models shall run on a graphics processor, which decides the precision nobody asked for
     */
    public Models(
            Catalog catalog,
            ModelFolder folder,
            Assembly assembly,
            CheckpointSource source,
            Path bundled,
            boolean cuda) {
        this.catalog = catalog;
        this.folder = cuda ? folder.forCuda() : folder;
        this.assembly = assembly;
        this.source = source;
        this.bundled = bundled;
        this.cuda = cuda;
    }

    /** What stands between a model of the catalog and its use. */
    public enum State {
        /** A package is there. */
        READY,
        /** The checkpoint is there; the first use builds the package. */
        BUILDS_ON_FIRST_USE,
        /** The checkpoint has to be pulled. */
        NEEDS_DOWNLOAD
    }

    public Catalog catalog() {
        return catalog;
    }

    /**
     * Opens the model of a name or folder. Bundled and local checkpoints are built into packages on first use; nothing
     * is downloaded.
     *
     * @throws ModelException when there is no such model, or it has to be pulled first
     */
    public ModelPackage open(String name, Watch watch) {
        return switch (ModelName.parse(name)) {
            case ModelName.Known known -> openKnown(known, watch);
            case ModelName.Local local -> openLocal(local, watch);
        };
    }

    /** Whether a name, its precision left out, is one of the catalog, or a folder that holds a package or checkpoint. */
    public boolean knows(String name) {
        return switch (ModelName.parse(name)) {
            case ModelName.Known known -> catalog.names().anyMatch(known.model()::equals);
            case ModelName.Local local -> isModel(local.folder());
        };
    }

    /** Whether a name means a model that comes with Descry; those are small. */
    public boolean bundled(String name) {
        return ModelName.parse(name) instanceof ModelName.Known known
                && catalog.models().stream()
                        .anyMatch(model ->
                                model.name().equals(known.model()) && model.origin() instanceof KnownModel.Bundled);
    }

    /**
     * Makes sure that a name can mean a model, without opening or fetching anything.
     *
     * @throws ModelException listing the names there are
     */
    public void require(String name) {
        switch (ModelName.parse(name)) {
            case ModelName.Known known -> {
                KnownModel model = catalog.find(known.model());
                model.precisions(known.precision(), cuda);
            }
            case ModelName.Local local -> {
                if (!isModel(local.folder())) {
                    throw unknown(local);
                }
            }
        }
    }

    /** What stands between this model and its use. */
    public State state(KnownModel model) {
        if (model.origin() instanceof KnownModel.Bundled) {
            return Files.exists(folder.place(model.name(), model.precisions(null, cuda)))
                    ? State.READY
                    : State.BUILDS_ON_FIRST_USE;
        }
        return installed(model, null).isPresent() ? State.READY : State.NEEDS_DOWNLOAD;
    }

    /**
     * Makes a model of the catalog ready: downloads its checkpoint, builds the package, deletes the checkpoint. What is
     * there already is kept, without asking the network.
     *
     * @throws ModelException when there is no such model or the download fails
     */
    public ModelPackage pull(String name, Watch watch) {
        ModelName parsed = ModelName.parse(name);
        if (!(parsed instanceof ModelName.Known known)) {
            throw new ModelException("pull: expected one of %s, found %s"
                    .formatted(catalog.names().collect(Collectors.joining(", ")), name));
        }
        KnownModel model = catalog.find(known.model());
        Precisions precisions = model.precisions(known.precision(), cuda);
        Path place = folder.place(model.name(), precisions);
        return switch (model.origin()) {
            case KnownModel.Bundled own -> openBundled(model, own, precisions, watch);
            case KnownModel.Repository repository -> {
                if (!Files.exists(place)) {
                    fetchAndBuild(model, repository, precisions, place, watch);
                }
                yield ModelPackage.open(place);
            }
        };
    }

    /** Builds a package from any checkpoint folder; see {@link Assembly#build}. */
    public ModelPackage build(Path checkpoint, Precisions precisions, Path output, Watch watch) {
        return assembly.build(checkpoint, precisions, output, watch);
    }

    /** The packages in the model folder. */
    public List<Installed> list() {
        return folder.list();
    }

    /**
     * Reads every byte of a package, or of all precisions of a model, and compares with the manifest.
     *
     * @throws ModelException at the first difference
     */
    public void verify(String name, Watch watch) {
        if (ModelName.parse(name) instanceof ModelName.Local local) {
            ModelPackage.open(local.folder()).verify(watch);
        } else {
            folder.find(name).forEach(each -> ModelPackage.open(each.folder()).verify(watch));
        }
    }

    /**
     * Deletes a package of the model folder, or all precisions of a model.
     *
     * @return what was deleted
     */
    public List<Installed> remove(String name, Watch watch) {
        List<Installed> fitting = folder.find(name);
        fitting.forEach(each -> folder.remove(each, watch));
        return fitting;
    }

    private ModelPackage openKnown(ModelName.Known known, Watch watch) {
        KnownModel model = catalog.find(known.model());
        Precisions precisions = model.precisions(known.precision(), cuda);
        return switch (model.origin()) {
            case KnownModel.Bundled own -> openBundled(model, own, precisions, watch);
            case KnownModel.Repository repository ->
                installed(model, known.precision())
                        .map(ModelPackage::open)
                        .orElseThrow(() -> new ModelException(
                                "%s: expected a package below %s, found none; run ./descry models pull %s (%.1f GB)"
                                        .formatted(known, folder.root(), known, repository.bytes() / 1e9)));
        };
    }

    // An application that has the library alone may find what the command line built.
    private ModelPackage openBundled(KnownModel model, KnownModel.Bundled own, Precisions precisions, Watch watch) {
        Path checkpoint = bundled.resolve(own.folder());
        Path place = folder.place(model.name(), precisions);
        if (Files.isDirectory(checkpoint)) {
            return assembly.buildOnce(checkpoint, precisions, place, watch);
        }
        if (ModelPackage.isPackage(place)) {
            return ModelPackage.open(place);
        }
        throw new ModelException(
                "%s: expected the folder %s of Descry's source tree, found none; name that folder, or another model"
                        .formatted(model.name(), checkpoint));
    }

    // The wanted precision; where nobody asked for one, whatever single package of the model there is.
    private Optional<Path> installed(KnownModel model, ModelName.@Nullable Asked asked) {
        Path place = folder.place(model.name(), model.precisions(asked, cuda));
        if (Files.exists(place) || asked != null) {
            return Optional.of(place).filter(Files::exists);
        }
        List<Path> others = folder.list().stream()
                .filter(each -> each.model().equals(model.name()))
                .map(Installed::folder)
                .toList();
        return others.size() == 1 ? Optional.of(others.getFirst()) : Optional.empty();
    }

    private ModelPackage openLocal(ModelName.Local local, Watch watch) {
        Path path = local.folder();
        if (ModelPackage.isPackage(path)) {
            return ModelPackage.open(
                    path, local.precision() == null ? null : local.precision().language());
        }
        if (!Checkpoint.isCheckpoint(path)) {
            throw unknown(local);
        }
        Precisions precisions =
                local.precision() == null ? standard(path) : local.precision().on(cuda);
        return assembly.buildOnce(path, precisions, folder.place(localName(path), precisions), watch);
    }

    private static boolean isModel(Path folder) {
        return ModelPackage.isPackage(folder) || Checkpoint.isCheckpoint(folder);
    }

    private ModelException unknown(ModelName.Local local) {
        return new ModelException("model: expected one of %s, or the folder of a package or checkpoint, found %s"
                .formatted(catalog.names().collect(Collectors.joining(", ")), local));
    }

    // Readable, and apart for every folder.
    private static String localName(Path checkpoint) {
        Path absolute = checkpoint.toAbsolutePath().normalize();
        String plain =
                absolute.getFileName().toString().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-");
        return "local:" + Digests.sha256(absolute.toString()).substring(0, 6) + "-" + plain;
    }

    private Precisions standard(Path checkpoint) {
        try (Checkpoint opened = Checkpoint.open(checkpoint)) {
            if (opened.quantization().isPresent()) {
                return Precisions.of(Precision.INT4_128, cuda);
            }
            if (FileTree.size(checkpoint) < SMALL_CHECKPOINT) {
                return Precisions.of(Precision.FP32, cuda);
            }
            return Precisions.of(cuda ? Precision.FP16 : Precision.INT4, cuda);
        } catch (IOException e) {
            throw new ModelException("%s: expected a readable folder, found %s".formatted(checkpoint, e), e);
        }
    }

    private void fetchAndBuild(
            KnownModel model, KnownModel.Repository repository, Precisions precisions, Path place, Watch watch) {
        Path checkpoint = folder.download(model.name());
        try (FolderLock _ = folder.lockDownload(model.name(), watch)) {
            if (Files.exists(place)) {
                return;
            }
            long there = Files.exists(checkpoint) ? FileTree.size(checkpoint) : 0;
            long missing = Math.max(0, repository.bytes() - there);
            DiskSpace.require(folder.root(), missing + model.packageBytes(repository.bytes(), precisions));
            String commit = source.fetch(repository.id(), repository.revision(), checkpoint, watch);
            Assembly.Origin origin = new Assembly.Origin(repository.id(), commit);
            assembly.buildFetched(checkpoint, precisions, place, origin, watch);
            FileTree.delete(checkpoint);
        } catch (IOException e) {
            throw new ModelException("%s: expected to delete it, found %s".formatted(checkpoint, e), e);
        }
    }
}
