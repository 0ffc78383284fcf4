@NullMarked
package dev.descry.functions.shell.http;

import org.jspecify.annotations.NullMarked;
