package dev.descry.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The rows of a table below its header. A row of another length becomes an image that cannot be read. */
final class CsvRows implements Reading.Source {
    private static final CsvMapper CSV = CsvMapper.builder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY, CsvParser.Feature.SKIP_EMPTY_LINES)
            .build();

    private final Path base;
    private final Path file;
    private final MappingIterator<String[]> rows;
    private final List<String> fields;
    private final int image;
    private long number = 1;

    CsvRows(Path base, Path file, Manifest.Form form, Optional<String> column) throws IOException {
        this.base = base;
        this.file = file;
        CsvSchema schema = CsvSchema.emptySchema().withColumnSeparator(form == Manifest.Form.TSV ? '\t' : ',');
        rows = CSV.readerFor(String[].class)
                .with(schema)
                .readValues(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
        List<String> header = new ArrayList<>();
        if (rows.hasNext()) {
            Arrays.stream(rows.next())
                    .map(name -> name.replace("\ufeff", "").strip())
                    .forEach(header::add);
        }
        List<String> wanted = column.map(List::of).orElse(Manifest.USUAL);
        image = wanted.stream()
                .map(header::indexOf)
                .filter(index -> index >= 0)
                .findFirst()
                .orElseThrow(() -> new IOException("expected a column %s, found %s; name the image's column"
                        .formatted(String.join(" or ", wanted), String.join(", ", header))));
        fields = Rows.fields(header);
    }

    Set<String> fields() {
        return new TreeSet<>(fields);
    }

    @Override
    public @Nullable ImageFile next() throws IOException {
        number++;
        try {
            return rows.hasNextValue() ? image(rows.nextValue()) : null;
        } catch (JsonProcessingException e) {
            return broken("expected a row, found " + e.getOriginalMessage());
        }
    }

    private ImageFile image(String[] cells) {
        if (cells.length != fields.size()) {
            return broken("expected %d columns, found %d".formatted(fields.size(), cells.length));
        }
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < cells.length; i++) {
            row.put(fields.get(i), cells[i]);
        }
        return Rows.image(base, cells[image].strip(), row);
    }

    private ImageFile broken(String message) {
        return Rows.broken(base, file.getFileName() + ":" + number, "row: " + message);
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
