package dev.descry.functions.shell.http;

import dev.descry.chain.ChainRunner;
import dev.descry.chain.StepMemory;
import dev.descry.functions.shell.Chains;
import dev.descry.functions.shell.Settings;
import dev.descry.functions.shell.Setup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The library's objects as beans; the only place where they meet the container. */
final class Beans {
    @Produces
    @Singleton
    Setup setup(Settings settings) {
        return Setup.open(settings);
    }

    @Produces
    @Singleton
    Chains chains(Setup setup) {
        return setup.chains();
    }

    @Produces
    @Singleton
    ChainRunner runner(Setup setup, Settings settings) {
        return new ChainRunner(
                setup.experts(),
                setup.judges(),
                StepMemory.NONE,
                settings.serve().concurrency());
    }

    void close(@Disposes Setup setup) {
        setup.close();
    }

    void close(@Disposes ChainRunner runner) {
        runner.close();
    }
}
