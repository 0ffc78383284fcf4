@NullMarked
package dev.descry.functions.manifests;

import org.jspecify.annotations.NullMarked;
