package dev.descry.functions.events;

import dev.descry.chain.ChainRunner;
import dev.descry.event.EventFunction;
import dev.descry.event.NamedFunction;
import dev.descry.functions.shell.Settings;
import dev.descry.functions.shell.Setup;
import dev.descry.run.Archive;
import dev.descry.run.Images;
import dev.descry.run.PassingMemory;
import dev.descry.run.Routes;
import dev.descry.run.RunStore;
import dev.descry.run.StepFunction;
import dev.descry.store.CaptionStore;
import dev.descry.store.ObjectStore;
import dev.descry.store.Stores;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The library's functions as beans: a step, or the archive where the function has its name. */
final class EventBeans {
    @Produces
    @Singleton
    Stores stores() {
        return new Stores(System.getenv());
    }

    void close(@Disposes Stores stores) {
        stores.close();
    }

    @Produces
    @Singleton
    NamedFunction function(Setup setup, Settings settings, FunctionSettings own, Stores stores) {
        ObjectStore store = stores.at(own.store());
        RunStore runs = new RunStore(store);
        Images images = new Images(stores::holding, settings.images().maxBytes());
        EventFunction function = own.name().equals(Routes.ARCHIVE)
                ? new Archive(runs, images, own.sidecars())
                : new StepFunction(
                        runs,
                        images,
                        new ChainRunner(
                                setup.experts(),
                                setup.judges(),
                                new PassingMemory(new CaptionStore(store)),
                                settings.serve().concurrency()),
                        Clock.systemUTC());
        return new NamedFunction(own.name(), function, Clock.systemUTC());
    }
}
