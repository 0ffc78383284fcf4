/** The judge over HTTP, with the bundled CLIP. */
@NullMarked
package dev.descry.functions.verify;

import org.jspecify.annotations.NullMarked;
