/** An ordered list of experts that each see the image and the description so far. */
@NullMarked
package dev.descry.chain;

import org.jspecify.annotations.NullMarked;
