/** Opened model packages and the batched generation loop over them. */
@NullMarked
package dev.descry.onnx;

import org.jspecify.annotations.NullMarked;
