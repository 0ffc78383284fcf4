/** Upload notices in, the first event of a run out. */
@NullMarked
package dev.descry.intake;

import org.jspecify.annotations.NullMarked;
