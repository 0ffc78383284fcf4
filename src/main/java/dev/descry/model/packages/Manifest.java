package dev.descry.model.packages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.model.JsonFields;
import dev.descry.model.Meter;
import dev.descry.model.ModelException;
import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What {@code descry.json} says about the package it lies in.
 *
 * @param family the model family, for example {@code qwen2_vl}
 * @param source where the checkpoint came from: a hub repository or a folder's name
 * @param revision commit of that repository, or {@code local}
 * @param builder version of Descry that built the package
 * @param files every file of the package but {@code descry.json}, by path relative to the folder with {@code /}
 */
public record Manifest(
        String family,
        String source,
        String revision,
        String builder,
        Precisions precisions,
        SortedMap<String, Entry> files) {

    /** The manifest's file name. */
    public static final String FILE = "descry.json";

    private static final int FORMAT = 1;

    /**
     * One file.
     *
     * @param size bytes
     * @param sha256 64 lower-case hexadecimal digits
     */
    public record Entry(long size, String sha256) {
        public Entry {
            if (size < 0 || !Digests.isSha256(sha256)) {
                throw new ModelException(
                        "manifest: expected a size and a SHA-256, found %d and %s".formatted(size, sha256));
            }
        }
    }

    public Manifest {
        files.keySet().forEach(Manifest::checkPath);
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /**
     * Reads {@code descry.json} of a package folder. Files are not looked at.
     *
     * @throws ModelException when it is missing or not of format 1
     */
    public static Manifest read(Path folder) {
        JsonFields fields = JsonFields.read(folder.resolve(FILE));
        if (fields.count("format") != FORMAT) {
            throw new ModelException(
                    "%s: format: expected %d, found %d; use the version of Descry that built it, or build it again"
                            .formatted(fields.what(), FORMAT, fields.count("format")));
        }
        JsonFields precision = fields.object("precision");
        return new Manifest(
                fields.text("family"),
                fields.text("source"),
                fields.text("revision"),
                fields.text("builder"),
                new Precisions(precision(precision, "vision"), precision(precision, "language")),
                entries(fields.object("files")));
    }

    private static Precision precision(JsonFields fields, String part) {
        try {
            return Precision.parse(fields.text(part));
        } catch (IllegalArgumentException e) {
            throw new ModelException("%s: %s: %s".formatted(fields.what(), part, e.getMessage()), e);
        }
    }

    private static SortedMap<String, Entry> entries(JsonFields files) {
        SortedMap<String, Entry> entries = new TreeMap<>();
        for (Map.Entry<String, JsonNode> file : files.node().properties()) {
            JsonFields entry = files.object(file.getKey());
            entries.put(file.getKey(), new Entry(entry.size("size"), entry.text("sha256")));
        }
        return entries;
    }

    /**
     * Digests every file of a folder into {@link #files} form.
     *
     * @throws ModelException when a file cannot be read
     */
    public static SortedMap<String, Entry> digest(Path folder, Watch watch) {
        SortedMap<String, Entry> entries = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            SortedMap<String, Path> paths = new TreeMap<>();
            for (Path path : walk.filter(Files::isRegularFile).toList()) {
                paths.put(relative(folder, path), path);
            }
            paths.remove(FILE);
            long total = 0;
            for (Path path : paths.values()) {
                total += Files.size(path);
            }
            Meter meter = new Meter(watch, total);
            for (Map.Entry<String, Path> path : paths.entrySet()) {
                String sha256 = Digests.sha256(path.getValue(), meter);
                entries.put(path.getKey(), new Entry(Files.size(path.getValue()), sha256));
            }
            return entries;
        } catch (IOException | UncheckedIOException e) {
            throw new ModelException("%s: expected readable files, found %s".formatted(folder, e), e);
        }
    }

    /**
     * Writes {@code descry.json} into a package folder.
     *
     * @throws ModelException when it cannot be written
     */
    public void write(Path folder) {
        ObjectNode root = JsonFields.MAPPER.createObjectNode();
        root.put("format", FORMAT)
                .put("family", family)
                .put("source", source)
                .put("revision", revision)
                .put("builder", builder);
        root.putObject("precision")
                .put("vision", precisions.vision().label())
                .put("language", precisions.language().label());
        ObjectNode list = root.putObject("files");
        files.forEach(
                (path, entry) -> list.putObject(path).put("size", entry.size()).put("sha256", entry.sha256()));
        try {
            Files.writeString(folder.resolve(FILE), root.toPrettyString() + "\n");
        } catch (IOException e) {
            throw new ModelException("%s: expected to write it, found %s".formatted(folder.resolve(FILE), e), e);
        }
    }

    /** SHA-256 over the paths and digests of all files: names the package's exact content in provenance. */
    public String digest() {
        StringBuilder lines = new StringBuilder();
        files.forEach((path, entry) ->
                lines.append(entry.sha256()).append("  ").append(path).append('\n'));
        return Digests.sha256(lines.toString());
    }

    static String relative(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    private static void checkPath(String path) {
        boolean plain = !path.isEmpty() && !path.contains("\\") && !path.contains(":") && !path.equals(FILE);
        if (!plain || !Stream.of(path.split("/", -1)).allMatch(Manifest::isName)) {
            throw new ModelException("manifest: expected paths inside the package, found " + path);
        }
    }

    private static boolean isName(String part) {
        return !part.isEmpty() && !part.equals(".") && !part.equals("..");
    }
}
