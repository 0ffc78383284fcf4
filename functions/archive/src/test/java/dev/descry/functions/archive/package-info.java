/** The archive as a broker meets it. */
@NullMarked
package dev.descry.functions.archive;

import org.jspecify.annotations.NullMarked;
