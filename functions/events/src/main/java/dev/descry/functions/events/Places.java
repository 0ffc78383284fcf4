package dev.descry.functions.events;

import dev.descry.functions.shell.Settings;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.Semaphore;

/**
 * As many requests at once as {@code containerConcurrency} lets in ({@code descry.serve.concurrency}); one more is
 * answered 503, which a broker tries again later. Counts what works a model, not health and metrics.
 */
@ApplicationScoped
public class Places {
    private static final int BEFORE_ROUTES = 100;

    private final Semaphore free;
    private final String retryAfter;

    Places(Settings settings, FunctionSettings function) {
        this.free = new Semaphore(settings.serve().concurrency());
        this.retryAfter = Long.toString(Math.max(1, function.retryAfter().toSeconds()));
    }

    void register(@Observes Filters filters) {
        filters.register(this::admit, BEFORE_ROUTES);
    }

    private void admit(RoutingContext request) {
        boolean work = HttpMethod.POST.equals(request.request().method());
        if (work && !free.tryAcquire()) {
            request.response()
                    .setStatusCode(503)
                    .putHeader("Retry-After", retryAfter)
                    .end("function: expected a free place, found none; try again later");
            return;
        }
        if (work) {
            request.addEndHandler(ended -> free.release());
        }
        request.next();
    }
}
