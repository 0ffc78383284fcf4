/** Who may tell notices. */
@NullMarked
package dev.descry.functions.notices;

import org.jspecify.annotations.NullMarked;
