package dev.descry.dataset.table;

/**
 * A column of a table; every cell may be null.
 *
 * @param name lower case, parted by {@code _}
 */
public record Column(String name, Type type) {
    /** What its cells are. */
    public enum Type {
        /** {@link String}. */
        TEXT,
        /** {@link Long}. */
        INTEGER,
        /** {@link Double}. */
        REAL,
        /** {@link java.time.Instant}. */
        TIME
    }
}
