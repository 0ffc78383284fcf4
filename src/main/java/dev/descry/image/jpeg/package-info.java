/** JPEG, baseline and progressive, to the byte as libjpeg-turbo under Pillow. */
@NullMarked
package dev.descry.image.jpeg;

import org.jspecify.annotations.NullMarked;
