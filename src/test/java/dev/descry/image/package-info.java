/** Tests of decoding against Pillow. */
@NullMarked
package dev.descry.image;

import org.jspecify.annotations.NullMarked;
