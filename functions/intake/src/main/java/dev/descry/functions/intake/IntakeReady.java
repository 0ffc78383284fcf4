package dev.descry.functions.intake;

import dev.descry.functions.notices.Admission;
import dev.descry.functions.notices.IntakeSettings;
import dev.descry.functions.notices.Intakes;
import dev.descry.functions.shell.http.Loading;
import dev.descry.intake.Intake;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once the store and the sink are open, beside the server's own start, so that the first notice does not wait. At the
 * start it says so where settings let nobody or everybody in.
 */
@Readiness
@ApplicationScoped
public class IntakeReady implements HealthCheck {
    private final Loading loading = new Loading("intake");

    void open(@Observes StartupEvent event, Admission admission, IntakeSettings settings, Instance<Intake> intake) {
        Intakes.warnings(admission, settings).forEach(Log::warn);
        loading.start(() -> {
            intake.get();
            return List.of();
        });
    }

    @Override
    public HealthCheckResponse call() {
        return loading.check();
    }
}
