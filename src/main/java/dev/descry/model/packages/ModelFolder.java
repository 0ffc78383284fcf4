package dev.descry.model.packages;

import dev.descry.model.ModelException;
import dev.descry.model.Precisions;
import dev.descry.model.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The folder that holds all packages: {@code <family>/<variant>@<precision>}, those for graphics processors below
 * {@code cuda}, as their graphs compute in other types. Hidden names hold downloads, locks and packages being built.
 * Several processes may share it.
 */
public final class ModelFolder {
    private static final Path LOCKS = Path.of(".locks");
    private static final Path DOWNLOADS = Path.of(".downloads");

    private static final String CUDA = "cuda";

    private final Path root;
    private final String device;

    /** The packages for processors. */
    public ModelFolder(Path root) {
        this(root.toAbsolutePath().normalize(), "");
    }

    private ModelFolder(Path root, String device) {
        this.root = root;
        this.device = device;
    }

    /** The same folder with the packages for graphics processors in view, and no others. */
    ModelFolder forCuda() {
        return new ModelFolder(root, CUDA);
    }

    /** {@code $DESCRY_MODELS}, which may be a volume nobody writes to, else {@code models} in {@link #home}. */
    public static Path standard(Map<String, String> environment, Path userHome) {
        String models = environment.getOrDefault("DESCRY_MODELS", "");
        return models.isBlank() ? home(environment, userHome).resolve("models") : Path.of(models);
    }

    /** What Descry writes for itself: {@code $DESCRY_HOME}, else {@code descry} in {@code $XDG_CACHE_HOME} or {@code ~/.cache}. */
    public static Path home(Map<String, String> environment, Path userHome) {
        String descry = environment.getOrDefault("DESCRY_HOME", "");
        if (!descry.isBlank()) {
            return Path.of(descry);
        }
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        return (cache.isBlank() ? userHome.resolve(".cache") : Path.of(cache)).resolve("descry");
    }

    public Path root() {
        return root;
    }

    /** Where the package of a model lies, or would lie. */
    public Path place(String model, Precisions precisions) {
        return below(Path.of(device, model.replace(':', '/') + "@" + precisions.label())
                .toString());
    }

    /** Where a model's checkpoint is downloaded to. */
    Path download(String model) {
        return below(DOWNLOADS + "/" + model.replace(':', '/'));
    }

    private Path below(String relative) {
        Path path = root.resolve(relative).normalize();
        if (!path.startsWith(root) || path.equals(root)) {
            throw new ModelException("model: expected a name that stays below %s, found %s".formatted(root, relative));
        }
        return path;
    }

    /**
     * Every package of the kind in view, by name. Only sizes and small files are checked; a damaged one is listed with
     * its problem.
     */
    public List<Installed> list() {
        List<Installed> found = new ArrayList<>();
        try {
            for (Path family : folders(root.resolve(device))) {
                for (Path folder : folders(family)) {
                    String name = family.getFileName() + ":" + folder.getFileName();
                    if (name.contains("@")) {
                        found.add(new Installed(name, folder, FileTree.size(folder), problem(folder)));
                    }
                }
            }
            return List.copyOf(found);
        } catch (IOException e) {
            throw new ModelException("%s: expected a readable folder, found %s".formatted(root, e), e);
        }
    }

    /**
     * The packages a user means: one by its whole name, or all precisions of a model.
     *
     * @throws ModelException listing what there is when nothing fits
     */
    public List<Installed> find(String name) {
        List<Installed> all = list();
        List<Installed> fitting = all.stream()
                .filter(each -> each.name().equals(name) || each.model().equals(name))
                .toList();
        if (fitting.isEmpty()) {
            throw new ModelException("%s: expected one of the packages %s, found %s"
                    .formatted(root, all.stream().map(Installed::name).toList(), name));
        }
        return fitting;
    }

    /** Deletes a package of this folder and nothing else. */
    public void remove(Installed installed, Watch watch) {
        Path folder = below(root.relativize(installed.folder()).toString());
        new Publication(folder, root.resolve(LOCKS)).remove(watch);
    }

    /**
     * Lets {@code fill} write a folder that becomes visible at {@code target} only when it is complete.
     *
     * @param target a {@link #place}, or any other path
     * @param current asked under the lock whether there is nothing left to do
     */
    void publish(Path target, BooleanSupplier current, Watch watch, Consumer<Path> fill) {
        new Publication(target, root.resolve(LOCKS)).publish(current, watch, fill);
    }

    /** Keeps other processes from downloading the same model. */
    FolderLock lockDownload(String model, Watch watch) {
        return FolderLock.take(root.resolve(LOCKS).resolve(model.replace(':', '.') + ".download"), model, watch);
    }

    private static Optional<String> problem(Path folder) {
        try {
            ModelPackage.open(folder);
            return Optional.empty();
        } catch (ModelException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static List<Path> folders(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(path -> !path.getFileName().toString().startsWith("."))
                    .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
    }
}
