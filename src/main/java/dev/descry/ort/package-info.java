/** A thin binding of the ONNX Runtime C API. */
@NullMarked
package dev.descry.ort;

import org.jspecify.annotations.NullMarked;
