package dev.descry.functions.workbench.cli;

import dev.descry.batch.Batch;
import dev.descry.batch.BatchReport;
import dev.descry.batch.BatchRunner;
import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.dataset.Existing;
import dev.descry.dataset.ImageFiles;
import dev.descry.dataset.Sidecars;
import dev.descry.functions.shell.Chains;
import dev.descry.functions.shell.Setup;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./descry caption}: a chain over files, folders and globs. */
@Command(
        name = "caption",
        description = "Describes images: one .txt beside each, whole transcripts in captions.jsonl.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class CaptionCommand implements Callable<Integer> {
    private static final String RECORDS = "captions.jsonl";

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Image files, folders or globs.")
    List<String> paths = List.of();

    @Option(
            names = "--experts",
            split = ",",
            paramLabel = "EXPERT",
            description = "Experts in order, parted by commas.")
    List<String> experts = List.of();

    @Option(names = "--chain", description = "A chain of the settings (default: the setting descry.chain).")
    Optional<String> chain = Optional.empty();

    @Option(names = "--prompt", description = "The first step's user text, verbatim.")
    Optional<String> prompt = Optional.empty();

    @Option(names = "--max-new-tokens", paramLabel = "N", description = "Most tokens each step may write.")
    Optional<Integer> maxNewTokens = Optional.empty();

    @Option(
            names = "--existing",
            paramLabel = "POLICY",
            description = "Images with a caption: ${COMPLETION-CANDIDATES}."
                    + " Default skip; with --json keep, which describes them but leaves their text.")
    Optional<Existing> existing = Optional.empty();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Folder for the captions instead of beside the images.")
    Optional<Path> output = Optional.empty();

    @Option(names = "--recursive", description = "Folders inside folders too.")
    boolean recursive;

    @Option(names = "--limit", paramLabel = "N", description = "Describe at most N images.")
    Optional<Long> limit = Optional.empty();

    @Option(names = "--dry-run", description = "Say what would be described, and do nothing.")
    boolean dryRun;

    @Option(names = "--concurrency", paramLabel = "N", description = "Images under way at once (2).")
    int concurrency = 2;

    @Option(names = "--json", description = "Print one JSON object per image and nothing else.")
    boolean json;

    @Override
    public Integer call() {
        ImageFiles images = ImageFiles.of(paths, recursive);
        try (Setup setup = Setup.open()) {
            Chain wanted = setup.chains().chain(new Chains.Wish(chain, experts, prompt, maxNewTokens));
            setup.require(wanted);
            Existing policy = existing.orElse(json ? Existing.KEEP : Existing.SKIP);
            OptionalLong most = limit.map(OptionalLong::of).orElse(OptionalLong.empty());
            return run(setup, new Batch(images, wanted, policy, most, concurrency, dryRun));
        }
    }

    private int run(Setup setup, Batch batch) {
        Sidecars sidecars = output.map(Sidecars::in).orElseGet(Sidecars::beside);
        Path records = output.orElse(batch.images().base()).resolve(RECORDS);
        CaptionPrinter printer = printer(batch);
        try (ChainRunner chains = new ChainRunner(setup.experts(), setup.memory(), concurrency)) {
            BatchRunner runner = new BatchRunner(batch, chains, sidecars, records);
            BatchReport report = stoppable(runner, printer);
            if (!json) {
                new ReportTable(spec.commandLine().getOut()).print(report, batch.dryRun() ? null : records);
            }
            return report.progress().failed() > 0 || report.stopped() ? DescryCommand.SOME_FAILED : DescryCommand.DONE;
        }
    }

    private CaptionPrinter printer(Batch batch) {
        var out = spec.commandLine().getOut();
        return json ? new JsonPrinter(out) : new PlainPrinter(out, batch);
    }

    // Ctrl-C finishes the images under way; the JVM waits for the hook, the hook for the run.
    private static BatchReport stoppable(BatchRunner runner, CaptionPrinter printer) {
        CountDownLatch done = new CountDownLatch(1);
        Thread hook = new Thread(() -> {
            runner.stop();
            printer.stopping();
            try {
                done.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return runner.run(printer);
        } finally {
            printer.finish();
            done.countDown();
            forget(hook);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is what stopped the run: nothing to take back.
        }
    }
}
