package dev.descry.functions.intake;

import dev.descry.event.broker.HttpSubscriber;
import dev.descry.event.broker.Sink;
import dev.descry.functions.shell.Chains;
import dev.descry.functions.shell.Settings;
import dev.descry.intake.Intake;
import dev.descry.intake.IntakeRules;
import dev.descry.intake.WebImages;
import dev.descry.run.Routes;
import dev.descry.run.RunStore;
import dev.descry.store.FetchRules;
import dev.descry.store.ImageFetch;
import dev.descry.store.Stores;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The library's objects as beans. */
final class Beans {
    private static final Duration SINK_PATIENCE = Duration.ofSeconds(10);

    @Produces
    @Singleton
    @DefaultBean
    Stores stores() {
        return new Stores(System.getenv());
    }

    @Produces
    @Singleton
    @DefaultBean
    AmazonPages amazon() {
        return new AmazonPages.Network();
    }

    @Produces
    @Singleton
    Admission admission(IntakeSettings settings) {
        return new Admission(settings);
    }

    @Produces
    @Singleton
    SnsTopics topics(IntakeSettings settings, AmazonPages pages) {
        return new SnsTopics(settings.topics().orElse(Set.of()), pages);
    }

    @Produces
    @Singleton
    Intake intake(IntakeSettings intake, Settings settings, Stores stores) {
        IntakeRules rules = new IntakeRules(
                intake.buckets().orElse(Set.of()),
                intake.azureAccount(),
                intake.suffixes(),
                intake.mediaTypes(),
                settings.images().maxBytes());
        URI sink = required(intake.sink(), "K_SINK");
        RunStore runs = new RunStore(stores.at(required(intake.runs(), "DESCRY_INTAKE_RUNS")));
        Intake.Plan plan = new Intake.Plan(
                new Chains(settings).chain(Chains.Wish.NONE), new Routes(settings.routes()), intake.allowed());
        return new Intake(
                rules,
                stores::holding,
                runs,
                plan,
                new Sink(new HttpSubscriber(sink, SINK_PATIENCE)),
                Clock.systemUTC());
    }

    @Produces
    @Singleton
    WebInbox inbox(IntakeSettings intake, Settings settings, Stores stores) {
        FetchRules rules = new FetchRules(
                Set.copyOf(settings.fetch().hosts().orElse(List.of())),
                settings.fetch().privateAddresses(),
                settings.images().maxBytes(),
                settings.fetch().timeout(),
                settings.fetch().redirects());
        return new WebInbox(intake.inbox().map(inbox -> new WebImages(new ImageFetch(rules), stores::holding, inbox)));
    }

    private static <T> T required(Optional<T> value, String variable) {
        return value.orElseThrow(() ->
                new IllegalArgumentException("settings: expected an address in " + variable + ", found none; set it"));
    }

    void close(@Disposes WebInbox inbox) {
        inbox.images().ifPresent(WebImages::close);
    }

    void close(@Disposes Intake intake) {
        intake.close();
    }

    void close(@Disposes Stores stores) {
        stores.close();
    }
}
