/** Benchmarks and accuracy tables, run by hand under {@code -Pbench}; each prints what it measured. */
@NullMarked
package dev.descry.bench;

import org.jspecify.annotations.NullMarked;
