package dev.descry.langchain4j;

import dev.descry.expert.ExpertException;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnsupportedFeatureException;

/** The faults of experts in LangChain4j's words, so that its retries and callers tell them apart. */
final class Faults {
    private Faults() {}

    static LangChain4jException of(ExpertException e) {
        String message = e.getMessage();
        return switch (e.kind()) {
            case UNREADABLE_IMAGE, IMAGE_TOO_LARGE, CONTEXT_OVERFLOW -> new InvalidRequestException(message, e);
            case MODEL_MISSING -> new ModelNotFoundException(message, e);
            case OVERLOADED, UNAVAILABLE -> new RateLimitException(message, e);
            case TIMEOUT -> new TimeoutException(message, e);
            case REFUSED -> new ContentFilteredException(message, e);
            case FORBIDDEN -> new AuthenticationException(message, e);
            case CANCELLED, BUDGET_SPENT -> new LangChain4jException(message, e);
            case MODEL_MISMATCH, EMPTY_ANSWER, THOUGHT_ONLY, BROKEN_ANSWER, FAULT ->
                new InternalServerException(message, e);
        };
    }

    static LangChain4jException busy(RuntimeException e) {
        return new RateLimitException("chat: expected a free thread, found none; ask again later", e);
    }

    static UnsupportedFeatureException unsupported(String what, String by) {
        return new UnsupportedFeatureException("%s is not supported by %s; leave it out".formatted(what, by));
    }
}
