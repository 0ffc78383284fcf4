package dev.descry.functions.verify;

import dev.descry.functions.shell.Settings;
import dev.descry.functions.shell.Setup;
import dev.descry.functions.shell.http.Loading;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the judge of the settings is loaded; loading begins with the application. */
@Readiness
@ApplicationScoped
public class JudgeReady implements HealthCheck {
    private final Setup setup;
    private final String model;
    private final Loading loading = new Loading("judge");

    JudgeReady(Setup setup, Settings settings) {
        this.setup = setup;
        this.model = settings.judge().model();
    }

    void load(@Observes StartupEvent event) {
        loading.start(this::load);
    }

    private List<String> load() {
        setup.judges().find(model);
        return List.of(model);
    }

    @Override
    public HealthCheckResponse call() {
        return loading.check();
    }
}
