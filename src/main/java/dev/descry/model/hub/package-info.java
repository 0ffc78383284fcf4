/** Downloads checkpoints from the Hugging Face hub, or a mirror that speaks its protocol. */
@NullMarked
package dev.descry.model.hub;

import org.jspecify.annotations.NullMarked;
