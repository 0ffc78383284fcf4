package dev.descry.functions.intake;

import dev.descry.functions.notices.Admission;
import dev.descry.functions.notices.IntakeSettings;
import dev.descry.functions.notices.Intakes;
import dev.descry.intake.Intake;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;

/** What happens before the first notice: a word on settings that let nobody or everybody in, and the store is opened. */
@ApplicationScoped
public class Opening {
    void open(@Observes StartupEvent event, Admission admission, IntakeSettings settings, Instance<Intake> intake) {
        Intakes.warnings(admission, settings).forEach(Log::warn);
        // Beside the server's own start, so that the first notice does not wait for it.
        Thread.ofPlatform().daemon().name("opening").start(() -> open(intake));
    }

    private static void open(Instance<Intake> intake) {
        try {
            intake.get();
        } catch (RuntimeException e) {
            Log.errorf(
                    "intake: expected settings to work with, found none; every notice is answered 500: %s",
                    e.getMessage());
        }
    }
}
