package dev.descry.functions.shell.http;

import dev.descry.expert.ExpertException;
import dev.descry.image.ImageException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every error leaves as problem details. */
public final class Problems {
    private static String message(Exception e) {
        return String.valueOf(e.getMessage());
    }

    @ServerExceptionMapper
    public Response image(ImageException e) {
        return Problem.of(e.kind(), message(e)).response();
    }

    @ServerExceptionMapper
    public Response expert(ExpertException e) {
        return Problem.of(e.kind(), message(e)).response();
    }

    @ServerExceptionMapper
    public Response argument(IllegalArgumentException e) {
        return Problem.of(400, "BAD_REQUEST", message(e)).response();
    }

    @ServerExceptionMapper
    public Response busy(BusyException e) {
        Response problem = Problem.of(503, "OVERLOADED", message(e)).response();
        return Response.fromResponse(problem)
                .header("Retry-After", e.retryAfter().toSeconds())
                .build();
    }

    @ServerExceptionMapper
    public Response http(WebApplicationException e) {
        int status = e.getResponse().getStatus();
        String detail = status == 415
                ? "body: expected an image, multipart/form-data with a part named image, or application/json"
                : message(e);
        return Problem.of(status, "HTTP_" + status, detail).response();
    }
}
