package dev.descry.functions.shell.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Says in the form of every other error that a body is too large, before the server would say it without a word. A body
 * that does not tell its size is cut off by the server.
 */
@Singleton
public final class BodyLimit {
    private static final int BEFORE_THE_SERVER = 1000;

    void register(
            @Observes Filters filters,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size", defaultValue = "10M") MemorySize most) {
        on(filters, most);
    }

    /** For applications that do not take this module's beans. */
    public static void on(Filters filters, MemorySize most) {
        filters.register(request -> check(request, most.asLongValue()), BEFORE_THE_SERVER);
    }

    private static void check(RoutingContext request, long most) {
        String told = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (told == null || (told.length() < 19 && Long.parseLong(told) <= most)) {
            request.next();
            return;
        }
        // The rest of the body is not read, so that the connection is of no more use.
        request.response()
                .setStatusCode(413)
                .putHeader(HttpHeaders.CONNECTION, "close")
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .endHandler(_ -> request.request().connection().close())
                .end(new JsonObject()
                        .put("type", "about:blank")
                        .put("title", "Request Entity Too Large")
                        .put("status", 413)
                        .put("detail", "body: expected at most %d bytes, found %s".formatted(most, told))
                        .put("kind", "TOO_LARGE")
                        .encode());
    }
}
