package dev.descry.functions.notices;

import dev.descry.event.broker.Sink;
import dev.descry.functions.shell.Settings;
import dev.descry.intake.Intake;
import dev.descry.intake.IntakeRules;
import dev.descry.run.RunStore;
import dev.descry.store.Stores;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Intakes as the settings describe them. */
public final class Intakes {
    private Intakes() {}

    /**
     * An intake; the caller closes it.
     *
     * @param runs where runs are kept
     * @param plan what every run does
     * @param sink whom the first event of each is told
     */
    public static Intake open(
            IntakeSettings intake, Settings settings, Stores stores, RunStore runs, Intake.Plan plan, Sink sink) {
        IntakeRules rules = new IntakeRules(
                intake.buckets().orElse(Set.of()),
                intake.azureAccount(),
                intake.suffixes(),
                intake.mediaTypes(),
                settings.images().maxBytes());
        return new Intake(rules, stores::holding, runs, plan, sink, Clock.systemUTC());
    }

    /** One line for each way in which the settings refuse everything or take everything. */
    public static List<String> warnings(Admission admission, IntakeSettings settings) {
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
