/** What the providers of object stores tell when an image was uploaded, read into one record. */
@NullMarked
package dev.descry.event.upload;

import org.jspecify.annotations.NullMarked;
