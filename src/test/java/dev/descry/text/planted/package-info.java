/** Planted violations of the architecture rules; see ArrowsTest. */
@NullMarked
package dev.descry.text.planted;

import org.jspecify.annotations.NullMarked;
