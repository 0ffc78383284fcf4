@NullMarked
package dev.descry.functions.workbench.report;

import org.jspecify.annotations.NullMarked;
