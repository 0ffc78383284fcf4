package dev.descry.functions.notices;

import dev.descry.functions.shell.Settings;
import dev.descry.intake.WebImages;
import dev.descry.store.FetchRules;
import dev.descry.store.ImageFetch;
import dev.descry.store.Stores;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** The library's objects as beans, but for the intake itself, whose sink each application knows. */
final class NoticeBeans {
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
    WebInbox inbox(IntakeSettings intake, Settings settings, Stores stores) {
        FetchRules rules = new FetchRules(
                Set.copyOf(settings.fetch().hosts().orElse(List.of())),
                settings.fetch().privateAddresses(),
                settings.images().maxBytes(),
                settings.fetch().timeout(),
                settings.fetch().redirects());
        return new WebInbox(intake.inbox().map(inbox -> new WebImages(new ImageFetch(rules), stores::holding, inbox)));
    }

    void close(@Disposes WebInbox inbox) {
        inbox.images().ifPresent(WebImages::close);
    }

    void close(@Disposes Stores stores) {
        stores.close();
    }
}
