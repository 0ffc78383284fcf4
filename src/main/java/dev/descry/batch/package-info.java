/** One chain over many images: plan, run within limits, resume, report. */
@NullMarked
package dev.descry.batch;

import org.jspecify.annotations.NullMarked;
