/** Everything in one process: the command line and the HTTP API. */
@NullMarked
package dev.descry.functions.workbench;

import org.jspecify.annotations.NullMarked;
