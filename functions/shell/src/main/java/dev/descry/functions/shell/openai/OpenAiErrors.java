package dev.descry.functions.shell.openai;

import io.quarkus.logging.Log;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every error of this wire form leaves in its shape. */
public final class OpenAiErrors {
    @ServerExceptionMapper
    public Response error(OpenAiException e) {
        if (e.status() == 500) {
            Log.error("chat: expected an answer, found a fault", e.getCause());
        }
        Response.ResponseBuilder response = Response.status(e.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(e.body());
        e.retryAfter().ifPresent(wait -> response.header("Retry-After", wait.toSeconds()));
        return response.build();
    }
}
