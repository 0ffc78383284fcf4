/** Vision-language models behind a server of chat: Ollama, OpenAI and what speaks like it, Gemini. */
@NullMarked
package dev.descry.experts.chat;

import org.jspecify.annotations.NullMarked;
