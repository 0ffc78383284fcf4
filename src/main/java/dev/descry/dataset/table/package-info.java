/** Captions as tables and as WebDataset shards, written from a file of records. */
@NullMarked
package dev.descry.dataset.table;

import org.jspecify.annotations.NullMarked;
