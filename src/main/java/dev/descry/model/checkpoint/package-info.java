/** A folder of a checkpoint: its settings, names and weights. */
@NullMarked
package dev.descry.model.checkpoint;

import org.jspecify.annotations.NullMarked;
