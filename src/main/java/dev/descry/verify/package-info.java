/** Holds a caption against its image, segment by segment, and keeps what the image shows. */
@NullMarked
package dev.descry.verify;

import org.jspecify.annotations.NullMarked;
