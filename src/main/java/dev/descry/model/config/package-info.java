/** The sizes of each family of models, read from {@code config.json}. */
@NullMarked
package dev.descry.model.config;

import org.jspecify.annotations.NullMarked;
