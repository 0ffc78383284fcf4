package dev.descry.dataset.table;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/**
 * An Apache Parquet file of flat columns. The library gives the metadata; the pages are written here, because the usual writer
 * cannot be loaded without Hadoop. Holds one row group.
 */
final class ParquetTable implements Table {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int GROUP_BYTES = 16 << 20;
    private static final int GROUP_ROWS = 100_000;

    private final Counted out;
    private final List<ParquetColumn> columns;
    private final List<RowGroup> groups = new ArrayList<>();
    private long rows;
    private int groupRows;

    ParquetTable(OutputStream out, List<Column> columns) throws IOException {
        this.out = new Counted(new BufferedOutputStream(out));
        this.columns = columns.stream().map(ParquetColumn::new).toList();
        this.out.write(MAGIC);
    }

    @Override
    public void add(List<@Nullable Object> row) throws IOException {
        int bytes = 0;
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).add(row.get(i));
            bytes += columns.get(i).size();
        }
        groupRows++;
        if (bytes > GROUP_BYTES || groupRows == GROUP_ROWS) {
            flush();
        }
    }

    @Override
    public void close() throws IOException {
        try (out) {
            flush();
            List<SchemaElement> schema = new ArrayList<>();
            SchemaElement root = new SchemaElement("captions");
            root.setNum_children(columns.size());
            schema.add(root);
            columns.forEach(column -> schema.add(column.schema()));
            FileMetaData metadata = new FileMetaData(1, schema, rows, groups);
            metadata.setCreated_by("descry");
            ByteArrayOutputStream footer = new ByteArrayOutputStream();
            Util.writeFileMetaData(metadata, footer);
            footer.writeTo(out);
            out.write(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(footer.size())
                    .array());
            out.write(MAGIC);
        }
    }

    private void flush() throws IOException {
        if (groupRows == 0) {
            return;
        }
        long start = out.count;
        List<ColumnChunk> chunks = new ArrayList<>();
        long unpacked = 0;
        for (ParquetColumn column : columns) {
            ColumnChunk chunk = column.flush(out, out.count);
            unpacked += Objects.requireNonNull(chunk.getMeta_data()).getTotal_uncompressed_size();
            chunks.add(chunk);
        }
        RowGroup group = new RowGroup(chunks, unpacked, groupRows);
        group.setFile_offset(start);
        group.setTotal_compressed_size(out.count - start);
        groups.add(group);
        rows += groupRows;
        groupRows = 0;
    }

    /** Knows how many bytes went through. */
    private static final class Counted extends OutputStream {
        private final OutputStream out;
        private long count;

        Counted(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int one) throws IOException {
            out.write(one);
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
