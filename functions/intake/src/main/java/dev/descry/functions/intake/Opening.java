package dev.descry.functions.intake;

import dev.descry.intake.Intake;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What happens before the first notice: a word on settings that let nobody or everybody in, and the store is opened. */
@ApplicationScoped
public class Opening {
    void open(@Observes StartupEvent event, Admission admission, IntakeSettings settings, Instance<Intake> intake) {
        warnings(admission, settings).forEach(Log::warn);
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

    /** One line for each way in which the settings refuse everything or take everything. */
    static List<String> warnings(Admission admission, IntakeSettings settings) {
        List<String> warnings = new ArrayList<>();
        boolean topics = !settings.topics().orElse(Set.of()).isEmpty();
        if (admission.open()) {
            warnings.add("intake: takes notices from everybody who reaches it, as descry.intake.open says; "
                    + "safe only where the providers' own sources alone can");
        } else if (admission.shut() && !topics) {
            warnings.add("intake: expected a way to know who tells a notice, found none; every notice is answered 401; "
                    + "set descry.intake.token, issuers, client-certificates or topics");
        }
        if (settings.buckets().orElse(Set.of()).isEmpty()) {
            warnings.add("intake: expected buckets to take notices of, found none; every notice is answered 403; "
                    + "set descry.intake.buckets");
        }
        return warnings;
    }
}
