/** Upload notices in, the first events of runs out. */
@NullMarked
package dev.descry.functions.intake;

import org.jspecify.annotations.NullMarked;
