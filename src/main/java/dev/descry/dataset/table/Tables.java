package dev.descry.dataset.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.dataset.Dataset;
import dev.descry.dataset.Recorded;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Captions in the forms that tools read, made from a file of records when a run has ended: whole or not at all, and complete
 * also after a run that went on where another was killed. Reads the records line by line and holds none.
 */
public final class Tables {
    /** What can be written. */
    public enum Form {
        /** {@code captions.csv}. */
        CSV,
        /** {@code captions.parquet}. */
        PARQUET,
        /** {@code captions-000000.tar}, with the images. */
        WEBDATASET
    }

    private final Path records;
    private final boolean everyStep;
    private final UnaryOperator<String> wording;

    /**
     * Tables beside a file of records.
     *
     * @param records as {@link dev.descry.dataset.CaptionsJsonl} wrote it, closed
     * @param everyStep one row for every step instead of one for every image
     * @param wording what becomes of a caption's text
     */
    public Tables(Path records, boolean everyStep, UnaryOperator<String> wording) {
        this.records = records;
        this.everyStep = everyStep;
        this.wording = wording;
    }

    /**
     * Writes one form; images come from the dataset they were read from.
     *
     * @throws UncheckedIOException when something cannot be read or written
     */
    public void write(Form form, Dataset images) {
        try {
            switch (form) {
                case CSV -> rows(records.resolveSibling("captions.csv"), CsvTable::new);
                case PARQUET -> rows(records.resolveSibling("captions.parquet"), ParquetTable::new);
                case WEBDATASET -> shards(images);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "output: expected to write %s beside %s, found %s".formatted(form, records, e.getMessage()), e);
        }
    }

    private interface Opener {
        Table open(OutputStream out, List<Column> columns) throws IOException;
    }

    private void rows(Path file, Opener opener) throws IOException {
        Set<String> fields = new TreeSet<>();
        Recorded.forEach(
                records, record -> record.path("fields").properties().forEach(member -> fields.add(member.getKey())));
        CaptionRows rows = new CaptionRows(fields, everyStep, wording);
        Path unfinished = Whole.unfinished(file);
        try (Table table = opener.open(Files.newOutputStream(unfinished), rows.columns())) {
            Recorded.forEach(records, record -> {
                for (List<@Nullable Object> row : rows.of(record)) {
                    table.add(row);
                }
            });
        }
        Whole.name(unfinished, file);
    }

    private void shards(Dataset images) throws IOException {
        try (WebDataset shards = new WebDataset(records.toAbsolutePath().resolveSibling(""), images)) {
            Recorded.forEach(records, record -> {
                String caption = caption(record);
                if (!caption.isEmpty()) {
                    shards.add(record, wording.apply(caption));
                }
            });
            shards.finish();
        }
    }

    private static String caption(ObjectNode record) {
        JsonNode caption = record.path("caption");
        return record.has("error") || !caption.isTextual() ? "" : caption.asText();
    }
}
