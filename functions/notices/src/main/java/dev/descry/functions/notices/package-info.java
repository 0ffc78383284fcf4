/** The address that storage providers tell their uploads to. */
@NullMarked
package dev.descry.functions.notices;

import org.jspecify.annotations.NullMarked;
