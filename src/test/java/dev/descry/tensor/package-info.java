/** Tests of resizing, normalising and patches against Pillow and transformers. */
@NullMarked
package dev.descry.tensor;

import org.jspecify.annotations.NullMarked;
