/** Builds ONNX graphs from checkpoint weights, a tensor at a time. */
@NullMarked
package dev.descry.model.graph;

import org.jspecify.annotations.NullMarked;
