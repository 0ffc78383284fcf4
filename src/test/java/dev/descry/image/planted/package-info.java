/** Planted violations of the architecture rules; see ArrowsTest. */
@NullMarked
package dev.descry.image.planted;

import org.jspecify.annotations.NullMarked;
