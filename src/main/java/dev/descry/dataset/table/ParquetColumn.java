package dev.descry.dataset.table;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MicroSeconds;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/** The cells of one column since the last row group: PLAIN values, definition levels in runs, one gzipped page a group. */
final class ParquetColumn {
    private final Column column;
    private final ByteArrayOutputStream levels = new ByteArrayOutputStream();
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();
    private int cells;
    private int run;
    private boolean present;

    ParquetColumn(Column column) {
        this.column = column;
    }

    /** How the file's schema tells of it. */
    SchemaElement schema() {
        SchemaElement element = new SchemaElement(column.name());
        element.setRepetition_type(FieldRepetitionType.OPTIONAL);
        element.setType(type());
        switch (column.type()) {
            case TEXT -> {
                element.setConverted_type(ConvertedType.UTF8);
                element.setLogicalType(LogicalType.STRING(new StringType()));
            }
            case TIME -> {
                element.setConverted_type(ConvertedType.TIMESTAMP_MICROS);
                element.setLogicalType(
                        LogicalType.TIMESTAMP(new TimestampType(true, TimeUnit.MICROS(new MicroSeconds()))));
            }
            case INTEGER, REAL -> {}
        }
        return element;
    }

    void add(@Nullable Object cell) {
        if (cells > 0 && present != (cell != null)) {
            endRun();
        }
        present = cell != null;
        run++;
        cells++;
        if (cell != null) {
            value(cell);
        }
    }

    /** Bytes held. */
    int size() {
        return values.size();
    }

    /** Writes what is held as one column chunk and forgets it. */
    ColumnChunk flush(OutputStream out, long position) throws IOException {
        endRun();
        ByteArrayOutputStream page = new ByteArrayOutputStream(values.size() + levels.size() + 4);
        little(page, levels.size(), 4);
        levels.writeTo(page);
        values.writeTo(page);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            page.writeTo(gzip);
        }
        PageHeader header = new PageHeader(PageType.DATA_PAGE, page.size(), packed.size());
        header.setData_page_header(new DataPageHeader(cells, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        Util.writePageHeader(header, head);
        head.writeTo(out);
        packed.writeTo(out);
        ColumnChunk chunk = new ColumnChunk(position);
        chunk.setMeta_data(new ColumnMetaData(
                type(),
                List.of(Encoding.PLAIN, Encoding.RLE),
                List.of(column.name()),
                CompressionCodec.GZIP,
                cells,
                (long) head.size() + page.size(),
                (long) head.size() + packed.size(),
                position));
        levels.reset();
        values.reset();
        cells = 0;
        return chunk;
    }

    private Type type() {
        return switch (column.type()) {
            case TEXT -> Type.BYTE_ARRAY;
            case INTEGER, TIME -> Type.INT64;
            case REAL -> Type.DOUBLE;
        };
    }

    private void value(Object cell) {
        switch (column.type()) {
            case TEXT -> {
                byte[] utf8 = cell.toString().getBytes(StandardCharsets.UTF_8);
                little(values, utf8.length, 4);
                values.writeBytes(utf8);
            }
            case INTEGER -> little(values, ((Number) cell).longValue(), 8);
            case REAL -> little(values, Double.doubleToLongBits(((Number) cell).doubleValue()), 8);
            case TIME -> little(values, ChronoUnit.MICROS.between(Instant.EPOCH, (Instant) cell), 8);
        }
    }

    /** A run of levels: its length, shifted by one bit, as a varint, and the level in a byte. */
    private void endRun() {
        if (run == 0) {
            return;
        }
        int left = run << 1;
        while (left > 0x7F) {
            levels.write((left & 0x7F) | 0x80);
            left >>>= 7;
        }
        levels.write(left);
        levels.write(present ? 1 : 0);
        run = 0;
    }

    private static void little(ByteArrayOutputStream out, long number, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (number >>> (8 * i)));
        }
    }
}
