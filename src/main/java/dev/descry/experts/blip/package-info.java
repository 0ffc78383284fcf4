/** BLIP as an expert. */
@NullMarked
package dev.descry.experts.blip;

import org.jspecify.annotations.NullMarked;
