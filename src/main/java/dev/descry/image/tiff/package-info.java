/** TIFF, through TwelveMonkeys. */
@NullMarked
package dev.descry.image.tiff;

import org.jspecify.annotations.NullMarked;
