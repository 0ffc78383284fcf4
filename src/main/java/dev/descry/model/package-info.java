/** Model packages: reading checkpoints, building ONNX graphs, manifests, downloads. */
@NullMarked
package dev.descry.model;

import org.jspecify.annotations.NullMarked;
