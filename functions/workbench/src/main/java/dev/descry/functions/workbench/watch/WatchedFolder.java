package dev.descry.functions.workbench.watch;

import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.Step;
import dev.descry.functions.shell.Chains;
import dev.descry.functions.shell.Settings;
import dev.descry.functions.shell.Setup;
import dev.descry.run.Images;
import dev.descry.run.LocalFunctions;
import dev.descry.run.PassingMemory;
import dev.descry.run.Routes;
import dev.descry.run.RunStore;
import dev.descry.store.CaptionStore;
import dev.descry.store.ObjectStore;
import dev.descry.store.Stores;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Watches the folder that {@code serve --watch} names, as long as the application runs. */
@ApplicationScoped
public class WatchedFolder {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    /** A look at a large folder takes long; then it rests so many times as long. */
    private static final int REST = 10;

    private static final Duration PATIENCE = Duration.ofDays(7);

    private final Setup setup;
    private final Settings settings;
    private @Nullable LocalFunctions functions;
    private @Nullable Thread thread;

    WatchedFolder(Setup setup, Settings settings) {
        this.setup = setup;
        this.settings = settings;
    }

    void start(@Observes StartupEvent event) {
        settings.serve().watch().ifPresent(this::watch);
    }

    void stop(@Observes ShutdownEvent event) {
        if (thread != null) {
            thread.interrupt();
        }
        if (functions != null) {
            functions.close();
        }
    }

    private void watch(Path folder) {
        Chain chain = setup.chains().chain(Chains.Wish.NONE);
        setup.require(chain);
        ObjectStore store = setup.store();
        RunStore runs = new RunStore(store);
        ChainRunner runner = new ChainRunner(
                setup.experts(),
                setup.judges(),
                new PassingMemory(new CaptionStore(store)),
                settings.serve().concurrency());
        Stores stores = new Stores(System.getenv());
        LocalFunctions local = new LocalFunctions(
                runs,
                new Images(stores::holding, settings.images().maxBytes()),
                runner,
                new Routes(settings.routes()),
                names(chain),
                Clock.systemUTC());
        functions = local;
        FolderWatch watch = new FolderWatch(folder, chain, local, runs::ended, PATIENCE);
        thread = Thread.ofPlatform().daemon().name("folder-watch").start(() -> look(watch));
        Log.infof("watching %s with chain %s", folder.toAbsolutePath(), chain.name());
    }

    private Set<String> names(Chain chain) {
        Routes routes = new Routes(settings.routes());
        Set<String> names = new TreeSet<>(
                chain.steps().stream().map(Step::expert).map(routes::function).toList());
        setup.list().entries().forEach(entry -> names.add(routes.function(entry.name())));
        return names;
    }

    private static void look(FolderWatch watch) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                long begun = System.nanoTime();
                try {
                    watch.look();
                } catch (UncheckedIOException e) {
                    Log.warnf("watch: %s", e.getMessage());
                }
                TimeUnit.NANOSECONDS.sleep(Math.max(BETWEEN_LOOKS.toNanos(), REST * (System.nanoTime() - begun)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
