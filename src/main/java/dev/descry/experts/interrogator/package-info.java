/**
 * The CLIP-Interrogator: a caption and the terms of word lists that CLIP finds in the image. The search knows CLIP only
 * through {@link dev.descry.experts.interrogator.Clip}.
 */
@NullMarked
package dev.descry.experts.interrogator;

import org.jspecify.annotations.NullMarked;
