/** Batches that a cluster describes: their images listed in the store, their events fed to the broker at a bounded rate. */
@NullMarked
package dev.descry.batch.cluster;

import org.jspecify.annotations.NullMarked;
