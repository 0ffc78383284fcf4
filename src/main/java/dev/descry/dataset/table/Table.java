package dev.descry.dataset.table;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file of rows being written. For one thread. */
interface Table extends Closeable {
    /** Adds a row, one cell a column. */
    void add(List<@Nullable Object> row) throws IOException;
}
