/** BMP. */
@NullMarked
package dev.descry.image.bmp;

import org.jspecify.annotations.NullMarked;
