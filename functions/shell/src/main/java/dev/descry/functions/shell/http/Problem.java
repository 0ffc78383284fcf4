package dev.descry.functions.shell.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.expert.ExpertException;
import dev.descry.image.ImageException;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/**
 * A problem detail of RFC 9457.
 *
 * @param type {@code about:blank}: the status says which problem it is
 * @param title the status in words
 * @param status of HTTP
 * @param detail for the person who reads it
 * @param kind the name of our error kind
 * @param transcript what the steps said before the run failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String kind,
        @Nullable JsonNode transcript) {
    static final String MEDIA_TYPE = "application/problem+json";

    /** A problem without a transcript. */
    public static Problem of(int status, String kind, String detail) {
        return new Problem("about:blank", title(status), status, detail, kind, null);
    }

    static Problem of(ImageException.Kind kind, String detail) {
        return of(
                switch (kind) {
                    case EMPTY, UNREADABLE -> 422;
                    case UNSUPPORTED -> 422;
                    case TOO_LARGE -> 413;
                },
                kind.name(),
                detail);
    }

    static Problem of(ExpertException.Kind kind, String detail) {
        return of(
                switch (kind) {
                    case UNREADABLE_IMAGE, CONTEXT_OVERFLOW -> 422;
                    case IMAGE_TOO_LARGE -> 413;
                    case MODEL_MISSING, MODEL_MISMATCH, OVERLOADED, UNAVAILABLE -> 503;
                    case EMPTY_ANSWER, THOUGHT_ONLY, BROKEN_ANSWER, REFUSED -> 502;
                    case FORBIDDEN -> 403;
                    case BUDGET_SPENT -> 402;
                    case TIMEOUT -> 504;
                    case CANCELLED, FAULT -> 500;
                },
                kind.name(),
                detail);
    }

    Problem with(JsonNode transcript) {
        return new Problem(type, title, status, detail, kind, transcript);
    }

    /** What the client gets. */
    public Response response() {
        return Response.status(status).type(MEDIA_TYPE).entity(this).build();
    }

    private static String title(int status) {
        Response.Status known = Response.Status.fromStatusCode(status);
        return status == 422 ? "Unprocessable Content" : known == null ? "Error" : known.getReasonPhrase();
    }
}
