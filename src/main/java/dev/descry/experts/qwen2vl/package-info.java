/** Qwen2-VL as an expert. */
@NullMarked
package dev.descry.experts.qwen2vl;

import org.jspecify.annotations.NullMarked;
