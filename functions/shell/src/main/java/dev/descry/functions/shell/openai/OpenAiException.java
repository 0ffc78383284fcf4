package dev.descry.functions.shell.openai;

import dev.descry.expert.ExpertException;
import dev.descry.functions.shell.http.BusyException;
import dev.descry.image.ImageException;
import dev.descry.store.FetchException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A fault as clients of OpenAI know it: a status, a type, a code, and the parameter that is at fault. */
final class OpenAiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String code;
    private final @Nullable String param;
    private final @Nullable Duration retryAfter;

    private OpenAiException(
            int status,
            @Nullable String code,
            @Nullable String param,
            String message,
            @Nullable Throwable cause,
            @Nullable Duration retryAfter) {
        super(message, cause);
        this.status = status;
        this.code = code;
        this.param = param;
        this.retryAfter = retryAfter;
    }

    /** A parameter that is missing, wrong or cannot be honoured. */
    static OpenAiException invalid(@Nullable String param, String message) {
        return new OpenAiException(400, null, param, message, null, null);
    }

    static OpenAiException unknownModel(String message) {
        return new OpenAiException(404, "model_not_found", "model", message, null, null);
    }

    /** Whatever went wrong; faults that no client can mend are 500. */
    static OpenAiException of(RuntimeException fault) {
        String message = String.valueOf(fault.getMessage());
        return switch (fault) {
            case OpenAiException known -> known;
            case BusyException busy -> fault(503, "overloaded", message, fault, busy.retryAfter());
            case ImageException image -> ofImage(image, message);
            case FetchException fetch -> ofFetch(fetch, message);
            case ExpertException expert -> ofExpert(expert, message);
            case IllegalArgumentException wrong -> fault(400, null, message, wrong, null);
            default ->
                fault(500, "internal_error", "server: expected an answer, found a fault; see its log", fault, null);
        };
    }

    private static OpenAiException ofImage(ImageException e, String message) {
        return switch (e.kind()) {
            case EMPTY, UNREADABLE, UNSUPPORTED -> fault(400, "invalid_image_format", message, e, null);
            case TOO_LARGE -> fault(413, "image_too_large", message, e, null);
        };
    }

    private static OpenAiException ofFetch(FetchException e, String message) {
        return switch (e.kind()) {
            case REFUSED, MISSING -> fault(400, "invalid_image_url", message, e, null);
            case TOO_LARGE -> fault(413, "image_too_large", message, e, null);
            case UNAVAILABLE -> fault(502, "image_unavailable", message, e, null);
        };
    }

    private static OpenAiException ofExpert(ExpertException e, String message) {
        return switch (e.kind()) {
            case UNREADABLE_IMAGE -> fault(400, "invalid_image_format", message, e, null);
            case IMAGE_TOO_LARGE -> fault(413, "image_too_large", message, e, null);
            case CONTEXT_OVERFLOW -> fault(400, "context_length_exceeded", message, e, null);
            case REFUSED -> fault(400, "content_filter", message, e, null);
            case MODEL_MISSING -> unknownModel(message);
            case OVERLOADED ->
                fault(429, "rate_limit_exceeded", message, e, e.retryAfter().orElse(Duration.ofSeconds(1)));
            case BUDGET_SPENT -> fault(429, "insufficient_quota", message, e, null);
            case FORBIDDEN -> fault(403, "forbidden", message, e, null);
            case UNAVAILABLE ->
                fault(503, "unavailable", message, e, e.retryAfter().orElse(null));
            case TIMEOUT -> fault(504, "timeout", message, e, null);
            case EMPTY_ANSWER, THOUGHT_ONLY -> fault(502, "empty_answer", message, e, null);
            case BROKEN_ANSWER -> fault(502, "broken_answer", message, e, null);
            case MODEL_MISMATCH, CANCELLED, FAULT -> fault(500, "internal_error", message, e, null);
        };
    }

    private static OpenAiException fault(
            int status, @Nullable String code, String message, Throwable cause, @Nullable Duration retryAfter) {
        return new OpenAiException(status, code, null, message, cause, retryAfter);
    }

    int status() {
        return status;
    }

    /** When to come again, where that is known. */
    Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** What the client is sent. */
    OpenAiError body() {
        String type =
                switch (status) {
                    case 429 -> "rate_limit_error";
                    case 400, 403, 404, 413 -> "invalid_request_error";
                    default -> "server_error";
                };
        return new OpenAiError(new OpenAiError.Detail(String.valueOf(getMessage()), type, param, code));
    }
}
