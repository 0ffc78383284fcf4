/** Readers of image collections and writers of captions. */
@NullMarked
package dev.descry.dataset;

import org.jspecify.annotations.NullMarked;
