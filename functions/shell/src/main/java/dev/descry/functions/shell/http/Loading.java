package dev.descry.functions.shell.http;

import io.quarkus.logging.Log;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** What loads while the application starts, as its readiness tells of it. */
public final class Loading {
    private final String name;
    private volatile String state = "loading";

    /** Under this name of a health check. */
    public Loading(String name) {
        this.name = name;
    }

    /**
     * Loads in a thread of its own.
     *
     * @param load answers the names of what it loaded
     */
    public void start(Supplier<List<String>> load) {
        Thread.ofPlatform().daemon().name(name + "-loading").start(() -> run(load));
    }

    private void run(Supplier<List<String>> load) {
        try {
            List<String> loaded = load.get();
            state = "";
            if (!loaded.isEmpty()) {
                Log.infof("%s loaded: %s", name, String.join(", ", loaded));
            }
        } catch (RuntimeException e) { // of whatever kind: who asks whether it is ready shall learn it
            state = String.valueOf(e.getMessage());
            Log.errorf("%s: %s", name, state);
        }
    }

    /** Up once all is loaded; else with what is in the way. */
    public HealthCheckResponse check() {
        String now = state;
        var response = HealthCheckResponse.named(name).status(now.isEmpty());
        return (now.isEmpty() ? response : response.withData("state", now)).build();
    }
}
