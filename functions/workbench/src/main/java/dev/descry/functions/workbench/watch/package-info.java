/** A local folder as the bucket: drop an image in, the caption appears. */
@NullMarked
package dev.descry.functions.workbench.watch;

import org.jspecify.annotations.NullMarked;
