package dev.descry.functions.notices;

import dev.descry.functions.shell.http.Problem;
import dev.descry.image.ImageException;
import dev.descry.intake.ForbiddenException;
import dev.descry.intake.UnavailableException;
import dev.descry.store.FetchException;
import io.quarkus.logging.Log;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Errors as problem details of RFC 9457. What will never be taken is 4xx, so that nobody tells it again. */
final class Faults {
    private static final int RETRY_SECONDS = 5;

    private Faults() {}

    static Response answer(Exception e) {
        return switch (e) {
            case IllegalArgumentException damaged ->
                problem(400, "BAD_REQUEST", e).build();
            case NotAuthorizedException unknown ->
                problem(401, "UNAUTHORIZED", e)
                        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                        .build();
            case ForbiddenException forbidden -> problem(403, "FORBIDDEN", e).build();
            case ImageException noImage ->
                problem(422, noImage.kind().name(), e).build();
            case FetchException notFetched -> notFetched(notFetched);
            case UnavailableException passing -> later(e);
            case UncheckedIOException passing -> later(e);
            case IOException passing -> later(e);
            default -> problem(500, "FAULT", e).build();
        };
    }

    private static Response notFetched(FetchException e) {
        return switch (e.kind()) {
            case REFUSED -> problem(403, "FORBIDDEN", e).build();
            case TOO_LARGE, MISSING -> problem(422, e.kind().name(), e).build();
            case UNAVAILABLE -> later(e);
        };
    }

    private static Response later(Exception e) {
        return problem(503, "UNAVAILABLE", e)
                .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                .build();
    }

    private static Response.ResponseBuilder problem(int status, String kind, Exception e) {
        String detail = String.valueOf(e.getMessage());
        Log.warnf("answered %d: %s", status, detail);
        return Response.fromResponse(Problem.of(status, kind, detail).response());
    }
}
