/** A run as a chain of events: each function does its step, keeps what came of it and says who is next. */
@NullMarked
package dev.descry.run;

import org.jspecify.annotations.NullMarked;
