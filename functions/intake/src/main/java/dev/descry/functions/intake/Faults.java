package dev.descry.functions.intake;

import dev.descry.image.ImageException;
import dev.descry.intake.ForbiddenException;
import dev.descry.intake.UnavailableException;
import dev.descry.store.FetchException;
import io.quarkus.logging.Log;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Errors as problem details of RFC 9457. What will never be taken is 4xx, so that nobody tells it again. */
public final class Faults {
    private static final int RETRY_SECONDS = 5;

    @ServerExceptionMapper
    public Response damaged(IllegalArgumentException e) {
        return problem(400, e).build();
    }

    @ServerExceptionMapper
    public Response unknown(NotAuthorizedException e) {
        return problem(401, e).header(HttpHeaders.WWW_AUTHENTICATE, "Bearer").build();
    }

    @ServerExceptionMapper
    public Response forbidden(ForbiddenException e) {
        return problem(403, e).build();
    }

    @ServerExceptionMapper
    public Response unavailable(UnavailableException e) {
        return problem(503, e).header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS).build();
    }

    @ServerExceptionMapper
    public Response notFetched(FetchException e) {
        return switch (e.kind()) {
            case REFUSED -> problem(403, e).build();
            case TOO_LARGE, MISSING -> problem(422, e).build();
            case UNAVAILABLE ->
                problem(503, e).header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS).build();
        };
    }

    @ServerExceptionMapper
    public Response noImage(ImageException e) {
        return problem(422, e).build();
    }

    @ServerExceptionMapper
    public Response unwritten(UncheckedIOException e) {
        return problem(503, e).header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS).build();
    }

    @ServerExceptionMapper
    public Response unreachable(IOException e) {
        return problem(503, e).header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS).build();
    }

    private static Response.ResponseBuilder problem(int status, Exception e) {
        String detail = String.valueOf(e.getMessage());
        Log.warnf("answered %d: %s", status, detail);
        return Response.status(status)
                .type(MediaType.valueOf("application/problem+json"))
                .entity(Map.of("type", "about:blank", "status", status, "detail", detail));
    }
}
