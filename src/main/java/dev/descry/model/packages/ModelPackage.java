package dev.descry.model.packages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.model.JsonFields;
import dev.descry.model.Meter;
import dev.descry.model.ModelException;
import dev.descry.model.Precision;
import dev.descry.model.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An opened package folder: settings, tokenizer and graphs, checked to be there and to match {@code descry.json}.
 * Packages from elsewhere (in the layout of transformers.js, without {@code descry.json}) are taken as they are.
 */
public final class ModelPackage {
    private static final List<String> REQUIRED = List.of("preprocessor_config.json", "tokenizer.json");

    private final Path folder;
    private final @Nullable Manifest manifest;
    private final JsonFields config;
    private final Map<String, Path> graphs = new LinkedHashMap<>();
    private final String digest;

    private ModelPackage(Path folder, @Nullable Manifest manifest, @Nullable Precision wanted) {
        this.folder = folder;
        this.manifest = manifest;
        this.config = JsonFields.read(folder.resolve("config.json"));
        REQUIRED.forEach(this::file);
        for (String graph : GraphFiles.names(config)) {
            graphs.put(graph, folder.resolve(findGraph(graph, wanted)));
        }
        this.digest = manifest == null ? digestOfFiles() : manifest.digest();
    }

    /**
     * Opens a folder; graphs in several precisions are taken in the order fp32, int8, int4, fp16.
     *
     * @throws ModelException when a file is missing or does not match the manifest
     */
    public static ModelPackage open(Path folder) {
        return open(folder, null);
    }

    /**
     * Opens a folder.
     *
     * @param wanted the precision to take where a graph exists in several; null for the order above
     * @throws ModelException when a file is missing or does not match the manifest
     */
    public static ModelPackage open(Path folder, @Nullable Precision wanted) {
        if (!Files.isDirectory(folder)) {
            throw new ModelException("%s: expected a package folder, found none".formatted(folder));
        }
        if (!Files.exists(folder.resolve(Manifest.FILE))) {
            return new ModelPackage(folder, null, wanted);
        }
        Manifest manifest = Manifest.read(folder);
        new ManifestCheck(folder, manifest).quick();
        return new ModelPackage(folder, manifest, wanted);
    }

    /** Whether a folder looks like a package: a {@code config.json} beside a folder {@code onnx}. */
    public static boolean isPackage(Path folder) {
        return Files.isRegularFile(folder.resolve("config.json")) && Files.isDirectory(folder.resolve("onnx"));
    }

    public Path folder() {
        return folder;
    }

    /** What {@code descry.json} says; empty for a package from elsewhere. */
    public Optional<Manifest> manifest() {
        return Optional.ofNullable(manifest);
    }

    /** {@code config.json} as it stands; see {@link dev.descry.model.config.Qwen2VlConfig#of}. */
    public JsonNode config() {
        return config.node();
    }

    /** The family the configuration names, for example {@code qwen2_vl}. */
    public String family() {
        return config.text("model_type");
    }

    /**
     * The file of a graph, for example of {@code vision_encoder}.
     *
     * @throws ModelException for a name this family does not have
     */
    public Path graph(String name) {
        Path path = graphs.get(name);
        if (path == null) {
            throw new ModelException(
                    "%s: expected one of the graphs %s, found %s".formatted(folder, graphs.keySet(), name));
        }
        return path;
    }

    /**
     * A file that must be there, for example {@code tokenizer.json}.
     *
     * @throws ModelException when it is not
     */
    public Path file(String name) {
        return optionalFile(name)
                .orElseThrow(() -> new ModelException("%s: expected %s, found none".formatted(folder, name)));
    }

    /** A file that may be there, for example {@code generation_config.json}. */
    public Optional<Path> optionalFile(String name) {
        return Optional.of(folder.resolve(name)).filter(Files::isRegularFile);
    }

    /**
     * 64 hexadecimal digits that name the content: of the manifest's digests, or, for a package from elsewhere, of the
     * sizes of the files in use and the SHA-256 of those under 1 MiB (weights are too large to read at every load).
     */
    public String digest() {
        return digest;
    }

    /**
     * Reads every file and compares its SHA-256 with the manifest's.
     *
     * @throws ModelException at the first file that differs, or when there is no manifest
     */
    public void verify(Watch watch) {
        if (manifest == null) {
            throw new ModelException(
                    "%s: expected %s to verify against, found none; the package was not built by Descry"
                            .formatted(folder, Manifest.FILE));
        }
        new ManifestCheck(folder, manifest).full(watch);
    }

    private String findGraph(String graph, @Nullable Precision wanted) {
        try {
            return GraphFiles.find(graph, this::has, wanted);
        } catch (ModelException e) {
            throw new ModelException(folder + ": " + e.getMessage(), e);
        }
    }

    // A file that the manifest does not list was not checked, so it is not used.
    private boolean has(String path) {
        return manifest == null
                ? Files.isRegularFile(folder.resolve(path))
                : manifest.files().containsKey(path);
    }

    private String digestOfFiles() {
        StringBuilder lines = new StringBuilder();
        try {
            for (Path file : filesInUse()) {
                long size = Files.size(file);
                String sha = size <= ManifestCheck.SMALL ? Digests.sha256(file, new Meter(Watch.NONE, size)) : "-";
                lines.append("%s %d  %s\n".formatted(sha, size, Manifest.relative(folder, file)));
            }
        } catch (IOException e) {
            throw new ModelException("%s: expected readable files, found %s".formatted(folder, e), e);
        }
        return Digests.sha256(lines.toString());
    }

    private NavigableSet<Path> filesInUse() throws IOException {
        NavigableSet<Path> files = new TreeSet<>();
        try (Stream<Path> beside = Files.list(folder)) {
            beside.filter(path -> path.toString().endsWith(".json"))
                    .filter(Files::isRegularFile)
                    .forEach(files::add);
        }
        for (Path graph : graphs.values()) {
            String data = graph.getFileName() + "_data";
            try (Stream<Path> beside = Files.list(folder.resolve("onnx"))) {
                beside.filter(path -> path.getFileName().toString().startsWith(data))
                        .forEach(files::add);
            }
            files.add(graph);
        }
        return files;
    }
}
