package dev.descry.functions.workbench.watch;

import dev.descry.functions.notices.IntakeSettings;
import dev.descry.functions.notices.Intakes;
import dev.descry.functions.shell.Settings;
import dev.descry.intake.Intake;
import dev.descry.store.Stores;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;

/** The intake before the functions of this process: {@code descry.intake.…} says whose notices it takes. */
final class LocalIntake {
    private static final String FOLDER = "file";

    @Produces
    @Singleton
    Intake intake(IntakeSettings intake, Settings settings, Stores stores, LocalRuns local) {
        Intake.Plan plan = new Intake.Plan(local.chain(), local.routes(), LocalRuns.PATIENCE);
        return Intakes.open(intake, settings, stores, local.runs(), plan, local.sink());
    }

    void close(@Disposes Intake intake) {
        intake.close();
    }

    /** Goes on with what was acknowledged before this process began; a watched folder tells its own images again. */
    void resume(@Observes StartupEvent event, IntakeSettings intake, Instance<LocalRuns> local) {
        if (intake.buckets().isPresent()) {
            Thread.ofPlatform().daemon().name("resume").start(() -> resume(local.get()));
        }
    }

    private static void resume(LocalRuns local) {
        try {
            int left =
                    local.functions().resume(record -> !record.image().store().equals(FOLDER), LocalRuns.PATIENCE);
            Log.infof("notices are taken at /; %d runs of before go on", left);
        } catch (UncheckedIOException | IllegalArgumentException e) {
            Log.errorf("runs of before: %s", e.getMessage());
        }
    }
}
