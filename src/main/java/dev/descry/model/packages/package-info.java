/** The packages that experts run from: catalogue, folder, manifest, and how one is made. */
@NullMarked
package dev.descry.model.packages;

import org.jspecify.annotations.NullMarked;
