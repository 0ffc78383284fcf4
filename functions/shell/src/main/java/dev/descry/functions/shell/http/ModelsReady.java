package dev.descry.functions.shell.http;

import dev.descry.chain.Chain;
import dev.descry.functions.shell.Chains;
import dev.descry.functions.shell.Settings;
import dev.descry.functions.shell.Setup;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once the models of the default chain are loaded; loading begins with the application. A function without chains
 * has none to load.
 */
@Readiness
@ApplicationScoped
public class ModelsReady implements HealthCheck {
    private final Setup setup;
    private final boolean none;
    private final Loading loading = new Loading("models");

    ModelsReady(Setup setup, Settings settings) {
        this.setup = setup;
        this.none = settings.chains().isEmpty();
    }

    void load(@Observes StartupEvent event) {
        Log.infof("device %s: %s", setup.device().device(), setup.device().reason());
        loading.start(this::load);
    }

    private List<String> load() {
        if (none) {
            return List.of();
        }
        Chain chain = setup.chains().chain(Chains.Wish.NONE);
        return setup.open(chain);
    }

    @Override
    public HealthCheckResponse call() {
        return loading.check();
    }
}
