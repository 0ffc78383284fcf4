/** Tests of the workbench with the bundled model. */
@NullMarked
package dev.descry.functions.workbench.cli;

import org.jspecify.annotations.NullMarked;
