/** The experts and chains behind the wire form of OpenAI's chat completions. */
@NullMarked
package dev.descry.functions.shell.openai;

import org.jspecify.annotations.NullMarked;
