package dev.descry.functions.events;

import dev.descry.event.NamedFunction;
import dev.descry.functions.shell.http.Loading;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once the function and its store are open, beside the server's own start, so that the first event does not wait. With
 * settings that fit nothing it never is, and a cluster leaves the events to the revision before.
 */
@Readiness
@ApplicationScoped
public class FunctionReady implements HealthCheck {
    private final Loading loading = new Loading("function");

    void open(@Observes StartupEvent event, Instance<NamedFunction> function) {
        loading.start(() -> List.of(function.get().name()));
    }

    @Override
    public HealthCheckResponse call() {
        return loading.check();
    }
}
