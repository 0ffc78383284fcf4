/** One model able to describe an image, and the ways it can fail. */
@NullMarked
package dev.descry.expert;

import org.jspecify.annotations.NullMarked;
