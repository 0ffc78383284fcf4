/** The rules of the tree: who may use whom, and how long a file may grow. */
@NullMarked
package dev.descry.architecture;

import org.jspecify.annotations.NullMarked;
