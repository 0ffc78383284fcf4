/** Planted violations of the architecture rules; see ArrowsTest. */
@NullMarked
package dev.descry.batch.planted;

import org.jspecify.annotations.NullMarked;
