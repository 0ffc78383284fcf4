/** CLIP: images and texts as directions in one space, and the scorer of the judge. */
@NullMarked
package dev.descry.experts.clip;

import org.jspecify.annotations.NullMarked;
