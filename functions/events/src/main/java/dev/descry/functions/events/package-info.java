/** What every function that takes events shares. */
@NullMarked
package dev.descry.functions.events;

import org.jspecify.annotations.NullMarked;
