/** What every deployable shares: settings, experts by name, chains, and below it the HTTP API. */
@NullMarked
package dev.descry.functions.shell;

import org.jspecify.annotations.NullMarked;
