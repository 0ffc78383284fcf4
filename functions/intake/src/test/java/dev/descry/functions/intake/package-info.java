/** Real requests to the intake, a real S3 server behind it and a real sink before it. */
@NullMarked
package dev.descry.functions.intake;

import org.jspecify.annotations.NullMarked;
