/** Tests of the function. */
@NullMarked
package dev.descry.functions.blip2;

import org.jspecify.annotations.NullMarked;
