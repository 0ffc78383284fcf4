/** What one expert wrote for one image, the prompt it was given, and where the text came from. */
@NullMarked
package dev.descry.caption;

import org.jspecify.annotations.NullMarked;
