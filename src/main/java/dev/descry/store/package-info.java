/** Captions kept by content in an object store. */
@NullMarked
package dev.descry.store;

import org.jspecify.annotations.NullMarked;
