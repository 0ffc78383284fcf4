package dev.descry.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A list of images in a file: one path a line ({@code .txt}, {@code .lst}), JSON lines ({@code .jsonl}, {@code .ndjson}) or a table with
 * a header ({@code .csv}, {@code .tsv}, quoted as RFC 4180 says). One column names the image, the others are its fields. Paths that are not
 * absolute are meant from the folder of the file. UTF-8.
 */
public final class Manifest implements Dataset {
    /** Columns that are taken for the image's when none is named. */
    static final List<String> USUAL = List.of("image", "path", "file", "file_name", "filename", "image_path");

    /** How the file is written. */
    enum Form {
        LIST,
        JSON_LINES,
        CSV,
        TSV
    }

    private final Path file;
    private final Path base;
    private final Form form;
    private final Optional<String> column;

    private Manifest(Path file, Form form, Optional<String> column) {
        this.file = file;
        Path parent = file.toAbsolutePath().normalize().getParent();
        this.base = parent == null ? Path.of("").toAbsolutePath() : parent;
        this.form = form;
        this.column = column;
    }

    /**
     * Takes a file, told by its suffix.
     *
     * @param column that names the image; {@code image}, {@code path} or {@code file} and the like when empty
     * @throws IllegalArgumentException when the file is not there, has another suffix, or has no such column
     */
    public static Manifest of(Path file, Optional<String> column) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        Form form =
                switch (name.substring(name.lastIndexOf('.') + 1)) {
                    case "txt", "lst" -> Form.LIST;
                    case "jsonl", "ndjson" -> Form.JSON_LINES;
                    case "csv" -> Form.CSV;
                    case "tsv" -> Form.TSV;
                    default ->
                        throw new IllegalArgumentException(
                                "manifest: expected a .txt, .lst, .jsonl, .ndjson, .csv or .tsv file, found " + file);
                };
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("manifest: expected a file, found none at " + file);
        }
        Manifest manifest = new Manifest(file, form, column);
        manifest.fields();
        return manifest;
    }

    @Override
    public Path base() {
        return base;
    }

    /** Of the first row, where every row has its own. */
    @Override
    public Set<String> fields() {
        if (form == Form.CSV || form == Form.TSV) {
            try (CsvRows rows = new CsvRows(base, file, form, column)) {
                return rows.fields();
            } catch (IOException e) {
                throw new IllegalArgumentException("%s: %s".formatted(file, Faults.reason(e)), e);
            }
        }
        Iterator<ImageFile> first = iterator();
        return first.hasNext() ? first.next().fields().keySet() : Set.of();
    }

    @Override
    public Iterator<ImageFile> iterator() {
        return Reading.of(file, () -> switch (form) {
            case LIST -> new ListedPaths(base, file);
            case JSON_LINES -> new JsonRows(base, file, column);
            case CSV, TSV -> new CsvRows(base, file, form, column);
        });
    }
}
