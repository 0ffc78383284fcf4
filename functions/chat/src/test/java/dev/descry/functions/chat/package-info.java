/** Tests of the function. */
@NullMarked
package dev.descry.functions.chat;

import org.jspecify.annotations.NullMarked;
