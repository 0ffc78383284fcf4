/** Tests of the function. */
@NullMarked
package dev.descry.functions.interrogator;

import org.jspecify.annotations.NullMarked;
