/** BLIP-2 as an expert. */
@NullMarked
package dev.descry.experts.blip2;

import org.jspecify.annotations.NullMarked;
