/** Measures captions: against what people wrote, against the image, and by themselves. */
@NullMarked
package dev.descry.evaluate;

import org.jspecify.annotations.NullMarked;
