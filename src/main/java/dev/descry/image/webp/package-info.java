/** WebP, lossy (VP8) and lossless (VP8L). */
@NullMarked
package dev.descry.image.webp;

import org.jspecify.annotations.NullMarked;
