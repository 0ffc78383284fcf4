/** What experts share whose model runs in this process. */
@NullMarked
package dev.descry.experts.local;

import org.jspecify.annotations.NullMarked;
