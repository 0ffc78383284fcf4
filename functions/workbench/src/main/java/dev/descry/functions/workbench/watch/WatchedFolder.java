package dev.descry.functions.workbench.watch;

import dev.descry.functions.shell.Settings;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Watches the folder that {@code serve --watch} names, as long as the application runs. */
@ApplicationScoped
public class WatchedFolder {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    /** A look at a large folder takes long; then it rests so many times as long. */
    private static final int REST = 10;

    private final Settings settings;
    private final Instance<LocalRuns> local;
    private @Nullable Thread thread;

    WatchedFolder(Settings settings, Instance<LocalRuns> local) {
        this.settings = settings;
        this.local = local;
    }

    void start(@Observes StartupEvent event) {
        settings.serve().watch().ifPresent(this::watch);
    }

    void stop(@Observes ShutdownEvent event) {
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void watch(Path folder) {
        LocalRuns runs = local.get();
        FolderWatch watch =
                new FolderWatch(folder, runs.chain(), runs.functions(), runs.runs()::ended, LocalRuns.PATIENCE);
        thread = Thread.ofPlatform().daemon().name("folder-watch").start(() -> look(watch));
        Log.infof(
                "watching %s with chain %s",
                folder.toAbsolutePath(), runs.chain().name());
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
