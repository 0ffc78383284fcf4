package dev.descry.dataset.table;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Comma-separated values as RFC 4180 has them, with a header. Text is quoted, numbers are not, null is nothing at all. */
final class CsvTable implements Table {
    private static final CsvMapper CSV = CsvMapper.builder()
            .enable(CsvGenerator.Feature.ALWAYS_QUOTE_STRINGS, CsvGenerator.Feature.ALWAYS_QUOTE_EMPTY_STRINGS)
            .build();

    private final SequenceWriter rows;

    CsvTable(OutputStream out, List<Column> columns) throws IOException {
        CsvSchema.Builder schema = CsvSchema.builder().setUseHeader(true).setLineSeparator('\n');
        columns.forEach(column -> schema.addColumn(column.name()));
        rows = CSV.writer(schema.build()).writeValues(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    @Override
    public void add(List<@Nullable Object> row) throws IOException {
        List<@Nullable Object> cells = new ArrayList<>();
        for (Object cell : row) {
            cells.add(cell == null || cell instanceof Number ? cell : cell.toString());
        }
        rows.write(cells);
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
