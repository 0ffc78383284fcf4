/** The address that storage providers tell their uploads to. */
@NullMarked
package dev.descry.functions.intake;

import org.jspecify.annotations.NullMarked;
