/** The function as a broker meets it. */
@NullMarked
package dev.descry.functions.qwen2vl;

import org.jspecify.annotations.NullMarked;
