/** The watched folder with experts from a script. */
@NullMarked
package dev.descry.functions.workbench.watch;

import org.jspecify.annotations.NullMarked;
