/** The HTTP API of every deployable that has experts. */
@NullMarked
package dev.descry.functions.shell.http;

import org.jspecify.annotations.NullMarked;
