/** PNG. */
@NullMarked
package dev.descry.image.png;

import org.jspecify.annotations.NullMarked;
