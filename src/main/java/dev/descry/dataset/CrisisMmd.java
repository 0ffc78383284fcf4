package dev.descry.dataset;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * CrisisMMD v2.0: images of tweets about seven disasters. Driven by its tables: {@code annotations/*.tsv} for all images, or
 * the split files of one task. Columns are parted by tabs and never quoted; the text is UTF-8. The tweet is the field
 * {@code tweet}, every other column a field of its own name.
 */
public final class CrisisMmd implements Dataset {
    /** What the split files are about. */
    public enum Task {
        INFORMATIVE,
        HUMANITARIAN,
        DAMAGE
    }

    /** Which part of a task. */
    public enum Split {
        TRAIN,
        DEV,
        TEST
    }

    private static final List<String> IMAGE_COLUMNS = List.of("image_path", "image");

    private final Path folder;
    private final List<Path> tables;

    private CrisisMmd(Path folder, List<Path> tables) {
        this.folder = folder;
        this.tables = tables;
    }

    /**
     * Finds the tables.
     *
     * @param folder that holds {@code data_image}; split files may lie in it or in a folder of it
     * @param task whose split files are read; empty for the annotations of all images
     * @param splits in this order; all of them when there are none
     * @param agreed the variants in which text and image have the same label
     * @throws IllegalArgumentException when a table is not there, or splits are named without a task
     */
    public static CrisisMmd of(Path folder, Optional<Task> task, List<Split> splits, boolean agreed) {
        Path base = folder.toAbsolutePath().normalize();
        if (task.isEmpty()) {
            if (agreed || !splits.isEmpty()) {
                throw new IllegalArgumentException(
                        "crisismmd: expected a task with a split or agreed labels, found none; add --task");
            }
            return new CrisisMmd(base, annotations(base));
        }
        List<Split> wanted = splits.isEmpty() ? List.of(Split.values()) : splits;
        return new CrisisMmd(
                base,
                wanted.stream()
                        .map(split -> table(
                                base,
                                "task_%s_text_img_%s%s.tsv"
                                        .formatted(lower(task.get()), agreed ? "agreed_lab_" : "", lower(split))))
                        .toList());
    }

    @Override
    public Path base() {
        return folder;
    }

    @Override
    public Set<String> fields() {
        Set<String> common = new TreeSet<>();
        for (Path table : tables) {
            try (Table rows = new Table(table)) {
                if (common.isEmpty()) {
                    common.addAll(rows.fields);
                } else {
                    common.retainAll(rows.fields);
                }
            } catch (IOException e) {
                throw Reading.unreadable(table, e);
            }
        }
        return common;
    }

    @Override
    public boolean localOnly() {
        return true;
    }

    @Override
    public Iterator<ImageFile> iterator() {
        return new Joined<>(tables, table -> Reading.of(table, () -> new Table(table)));
    }

    private static List<Path> annotations(Path folder) {
        Path annotations = folder.resolve("annotations");
        try (Stream<Path> files = Files.list(annotations)) {
            List<Path> tables = files.filter(
                            file -> file.getFileName().toString().endsWith(".tsv") && !FolderWalk.hidden(file))
                    .sorted()
                    .toList();
            if (!tables.isEmpty()) {
                return tables;
            }
        } catch (IOException e) {
            // Told below: a folder that is not there and one without tables need the same remedy.
        }
        throw new IllegalArgumentException(
                "crisismmd: expected tables (*.tsv) in %s, found none; name the folder that holds annotations and data_image"
                        .formatted(annotations));
    }

    private static Path table(Path folder, String name) {
        try (Stream<Path> files = Files.find(
                folder, 3, (file, attributes) -> file.getFileName().toString().equals(name))) {
            return files.sorted()
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "crisismmd: expected %s in %s or a folder of it, found none; unpack the split files there"
                                    .formatted(name, folder)));
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalArgumentException("crisismmd: expected a folder that can be read, found " + e, e);
        }
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    /** One open table. */
    private final class Table implements Reading.Source {
        private final Path file;
        private final BufferedReader lines;
        private final List<String> fields;
        private final int image;
        private long number = 1;

        Table(Path file) throws IOException {
            this.file = file;
            // Bytes that are no UTF-8 become replacement characters: one tweet must not hide the others.
            lines = new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
            String header = lines.readLine();
            List<String> columns = new ArrayList<>(Arrays.asList((header == null ? "" : header).split("\t", -1)));
            columns.replaceAll(column -> column.replace("\ufeff", "").strip());
            image = IMAGE_COLUMNS.stream()
                    .map(columns::indexOf)
                    .filter(index -> index >= 0)
                    .findFirst()
                    .orElseThrow(() -> new IOException("no column " + String.join(" or ", IMAGE_COLUMNS)));
            columns.replaceAll(column -> column.equals("tweet_text") ? "tweet" : column);
            fields = Rows.fields(columns);
        }

        @Override
        public @Nullable ImageFile next() throws IOException {
            String line = lines.readLine();
            while (line != null && line.isBlank()) {
                number++;
                line = lines.readLine();
            }
            if (line == null) {
                return null;
            }
            number++;
            String[] cells = line.split("\t", -1);
            return cells.length == fields.size() ? image(cells) : broken(cells.length);
        }

        private ImageFile image(String[] cells) {
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < cells.length; i++) {
                row.put(fields.get(i), cells[i].strip());
            }
            return Rows.image(folder, present(cells[image].strip()), row);
        }

        /** Some images are PNG files whatever the table says. */
        private String present(String listed) {
            if (Files.exists(folder.resolve(listed))) {
                return listed;
            }
            String stem = listed.replaceFirst("\\.[A-Za-z]+$", "");
            return Stream.of(".png", ".jpg", ".jpeg")
                    .map(suffix -> stem + suffix)
                    .filter(other -> Files.exists(folder.resolve(other)))
                    .findFirst()
                    .orElse(listed);
        }

        private ImageFile broken(int cells) {
            return Rows.broken(
                    folder,
                    file.getFileName() + ":" + number,
                    "row: expected %d columns, found %d".formatted(fields.size(), cells));
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
