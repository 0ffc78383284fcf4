/** Tests of what every function shares. */
@NullMarked
package dev.descry.functions.shell;

import org.jspecify.annotations.NullMarked;
