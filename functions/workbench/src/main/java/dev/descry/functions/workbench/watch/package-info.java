/** Images that come by themselves: from a local folder as the bucket, and by notices of providers. */
@NullMarked
package dev.descry.functions.workbench.watch;

import org.jspecify.annotations.NullMarked;
