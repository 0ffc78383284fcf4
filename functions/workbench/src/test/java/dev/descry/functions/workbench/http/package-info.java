/** Tests of the workbench with the bundled model. */
@NullMarked
package dev.descry.functions.workbench.http;

import org.jspecify.annotations.NullMarked;
