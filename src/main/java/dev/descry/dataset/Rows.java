package dev.descry.dataset;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What readers of lists share: where a listed image lies and what its columns are called in a prompt. */
final class Rows {
    private Rows() {}

    /** The image of a row; a path that is not absolute is meant below the folder. */
    static ImageFile image(Path base, String listed, Map<String, String> fields) {
        if (listed.isBlank()) {
            return broken(base, "nameless", "row: expected an image, found an empty column");
        }
        try {
            Path path = base.resolve(listed).normalize();
            return new ImageFile(path, relative(base, path), fields, new FileContent(path));
        } catch (InvalidPathException e) {
            return broken(base, "unusable", "row: expected a path, found " + e.getMessage());
        }
    }

    /** A row that names no image: it fails like an image that cannot be read. */
    static ImageFile broken(Path base, String name, String message) {
        Path path = base.resolve(name);
        return new ImageFile(path, relative(base, path), Map.of(), new BrokenContent(message));
    }

    /** Where the image's captions belong in an output folder: never outside of it. */
    static Path relative(Path base, Path path) {
        Path whole = path.toAbsolutePath().normalize();
        Path from = base.toAbsolutePath().normalize();
        if (whole.startsWith(from)) {
            return from.relativize(whole);
        }
        Path root = whole.getRoot();
        return root == null ? whole : root.relativize(whole);
    }

    /** A column's name as the name of a hole: letters, digits and {@code _}, the first letter lower case. */
    static String field(String column) {
        String name = column.strip().replaceAll("[^A-Za-z0-9_]+", "_").replaceAll("^[^A-Za-z]+", "");
        return name.isEmpty() ? "column" : name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    /** The columns' names as names of holes. */
    static List<String> fields(List<String> columns) {
        List<String> fields = new ArrayList<>();
        columns.forEach(column -> fields.add(field(column)));
        return fields;
    }
}
