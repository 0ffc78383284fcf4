package dev.descry.functions.workbench.watch;

import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.Step;
import dev.descry.event.broker.Sink;
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
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** The functions of this process and what they share: opened when a folder is watched or a notice comes, and once. */
@Singleton
public class LocalRuns {
    /** Whatever waits here waits behind other images, and is given up late. */
    static final Duration PATIENCE = Duration.ofDays(7);

    private final RunStore runs;
    private final Chain chain;
    private final Routes routes;
    private final ChainRunner runner;
    private final LocalFunctions functions;

    LocalRuns(Setup setup, Settings settings, Stores stores) {
        ObjectStore store = setup.store();
        this.runs = new RunStore(store);
        this.chain = setup.chains().chain(Chains.Wish.NONE);
        this.routes = new Routes(settings.routes());
        this.runner = new ChainRunner(
                setup.experts(),
                setup.judges(),
                new PassingMemory(new CaptionStore(store)),
                settings.serve().concurrency());
        this.functions = new LocalFunctions(
                runs,
                new Images(stores::holding, settings.images().maxBytes()),
                runner,
                routes,
                names(setup),
                Clock.systemUTC());
        setup.require(chain);
    }

    private Set<String> names(Setup setup) {
        Set<String> names = new TreeSet<>(
                chain.steps().stream().map(Step::expert).map(routes::function).toList());
        setup.list().entries().forEach(entry -> names.add(routes.function(entry.name())));
        return names;
    }

    /** The chain that every image goes through. */
    Chain chain() {
        return chain;
    }

    Routes routes() {
        return routes;
    }

    RunStore runs() {
        return runs;
    }

    LocalFunctions functions() {
        return functions;
    }

    /** Where first events of runs are told. */
    Sink sink() {
        return functions.sink();
    }

    @PreDestroy
    void close() {
        functions.close();
        runner.close();
    }
}
