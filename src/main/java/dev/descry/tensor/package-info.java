/** From decoded pixels to the numbers a model reads: resize, normalise, cut into patches. */
@NullMarked
package dev.descry.tensor;

import org.jspecify.annotations.NullMarked;
