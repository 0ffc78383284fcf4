/** What the functions tell each other, as CloudEvents: records, their codec, and the rules of the routing slip. */
@NullMarked
package dev.descry.event;

import org.jspecify.annotations.NullMarked;
