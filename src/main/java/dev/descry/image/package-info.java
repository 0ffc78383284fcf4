/** Images as bytes with an identity, and their decoding within limits to RGB pixels. */
@NullMarked
package dev.descry.image;

import org.jspecify.annotations.NullMarked;
