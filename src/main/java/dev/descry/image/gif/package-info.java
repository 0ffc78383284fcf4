/** GIF: the first frame. */
@NullMarked
package dev.descry.image.gif;

import org.jspecify.annotations.NullMarked;
