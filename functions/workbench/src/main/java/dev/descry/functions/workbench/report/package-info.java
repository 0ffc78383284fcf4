/** The page that shows a run: images, what each step made of the description before, what the judge removed. */
@NullMarked
package dev.descry.functions.workbench.report;

import org.jspecify.annotations.NullMarked;
