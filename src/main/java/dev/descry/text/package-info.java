/** Tokenizers, chat templates and the cleaning of generated text. */
@NullMarked
package dev.descry.text;

import org.jspecify.annotations.NullMarked;
