/** Tensors in files: safetensors and what {@code torch.save} writes. */
@NullMarked
package dev.descry.model.weights;

import org.jspecify.annotations.NullMarked;
