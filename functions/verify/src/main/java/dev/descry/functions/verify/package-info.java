/** The judge: holds descriptions against their images. */
@NullMarked
package dev.descry.functions.verify;

import org.jspecify.annotations.NullMarked;
