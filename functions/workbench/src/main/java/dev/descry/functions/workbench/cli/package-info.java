/** The commands of {@code ./descry}. */
@NullMarked
package dev.descry.functions.workbench.cli;

import org.jspecify.annotations.NullMarked;
