/** Descry's experts as models of LangChain4j, for any application that uses that library. */
@NullMarked
package dev.descry.langchain4j;

import org.jspecify.annotations.NullMarked;
