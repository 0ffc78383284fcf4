/** What the decoders of several formats share. */
@NullMarked
package dev.descry.image.format;

import org.jspecify.annotations.NullMarked;
