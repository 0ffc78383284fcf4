/** The HTTP API of the workbench. */
@NullMarked
package dev.descry.functions.workbench.http;

import org.jspecify.annotations.NullMarked;
