package dev.descry.functions.workbench.http;

import dev.descry.chain.ChainRunner;
import dev.descry.chain.StepMemory;
import dev.descry.functions.workbench.Chains;
import dev.descry.functions.workbench.Settings;
import dev.descry.functions.workbench.Workbench;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The library's objects as beans; the only place where they meet the container. */
final class Beans {
    @Produces
    @Singleton
    Workbench workbench(Settings settings) {
        return Workbench.open(settings);
    }

    @Produces
    @Singleton
    Chains chains(Workbench workbench) {
        return workbench.chains();
    }

    @Produces
    @Singleton
    ChainRunner runner(Workbench workbench, Settings settings) {
        return new ChainRunner(
                workbench.experts(), StepMemory.NONE, settings.serve().concurrency());
    }

    void close(@Disposes Workbench workbench) {
        workbench.close();
    }

    void close(@Disposes ChainRunner runner) {
        runner.close();
    }
}
