package dev.descry.functions.intake;

import dev.descry.event.broker.HttpSubscriber;
import dev.descry.event.broker.Sink;
import dev.descry.functions.notices.IntakeSettings;
import dev.descry.functions.notices.Intakes;
import dev.descry.functions.shell.Chains;
import dev.descry.functions.shell.Settings;
import dev.descry.functions.shell.http.BodyLimit;
import dev.descry.intake.Intake;
import dev.descry.run.Routes;
import dev.descry.run.RunStore;
import dev.descry.store.Stores;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The intake before a broker elsewhere. */
final class Beans {
    private static final Duration SINK_PATIENCE = Duration.ofSeconds(10);

    @Produces
    @Singleton
    Intake intake(IntakeSettings intake, Settings settings, Stores stores) {
        URI sink = required(intake.sink(), "K_SINK");
        RunStore runs = new RunStore(stores.at(required(intake.runs(), "DESCRY_INTAKE_RUNS")));
        Intake.Plan plan = new Intake.Plan(
                new Chains(settings).chain(Chains.Wish.NONE), new Routes(settings.routes()), intake.allowed());
        return Intakes.open(intake, settings, stores, runs, plan, new Sink(new HttpSubscriber(sink, SINK_PATIENCE)));
    }

    private static <T> T required(Optional<T> value, String variable) {
        return value.orElseThrow(() ->
                new IllegalArgumentException("settings: expected an address in " + variable + ", found none; set it"));
    }

    void limit(@Observes Filters filters, @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize most) {
        BodyLimit.on(filters, most);
    }

    void close(@Disposes Intake intake) {
        intake.close();
    }
}
