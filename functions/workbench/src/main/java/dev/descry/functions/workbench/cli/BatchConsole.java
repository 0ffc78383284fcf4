package dev.descry.functions.workbench.cli;

import dev.descry.batch.Batch;
import dev.descry.batch.BatchReport;
import dev.descry.batch.BatchRunner;
import dev.descry.batch.Order;
import dev.descry.batch.Outputs;
import dev.descry.batch.ReportJson;
import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.Experts;
import dev.descry.dataset.Dataset;
import dev.descry.functions.shell.Setup;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Runs a batch for somebody who watches it. */
final class BatchConsole {
    private final BatchOptions options;
    private final PrintWriter out;

    BatchConsole(BatchOptions options, PrintWriter out) {
        this.options = options;
        this.out = out;
    }

    /**
     * Runs it to its exit code.
     *
     * @param allowRemote whether images whose terms forbid it may be sent to other servers all the same
     */
    int run(Setup setup, Dataset images, boolean allowRemote) {
        Chain chain = options.chain(setup);
        if (options.localOnly || (images.localOnly() && !allowRemote)) {
            setup.list().requireImagesStay(chain);
        }
        Batch batch = options.batch(images, chain, setup);
        Outputs outputs = options.outputs(images);
        Experts experts = batch.order() == Order.BY_IMAGE ? setup.experts(chain) : setup.experts();
        if (!options.json) {
            out.println(order(batch));
        }
        try (ChainRunner chains = new ChainRunner(experts, setup.judges(), setup.memory(), batch.concurrency())) {
            BatchRunner runner = new BatchRunner(batch, chains, outputs);
            CaptionPrinter printer = printer(batch);
            Runnable stop = () -> {
                runner.stop();
                printer.stopping();
            };
            BatchReport report = Interruption.stopping(stop, () -> report(runner, printer, setup, batch, outputs));
            return report.progress().failed() > 0 || report.stopped() || report.budgetSpent()
                    ? DescryCommand.SOME_FAILED
                    : DescryCommand.DONE;
        }
    }

    private BatchReport report(BatchRunner runner, CaptionPrinter printer, Setup setup, Batch batch, Outputs outputs) {
        BatchReport report;
        try {
            report = runner.run(printer);
        } finally {
            printer.finish();
        }
        if (!options.json) {
            new ReportTable(out, batch.dryRun() ? setup.most(batch.chain()) : Optional.empty())
                    .print(report, batch.dryRun() ? null : outputs.records());
        }
        options.report.ifPresent(file -> write(file, report));
        return report;
    }

    private static String order(Batch batch) {
        String way = batch.order() == Order.BY_STEP
                ? "all images through one step, then through the next (one model in memory at a time)"
                : "each image through the whole chain";
        return "%s, %d at a time".formatted(way, batch.concurrency());
    }

    private CaptionPrinter printer(Batch batch) {
        return options.json ? new JsonPrinter(out) : new PlainPrinter(out, batch);
    }

    private static void write(Path file, BatchReport report) {
        try {
            Files.writeString(file, ReportJson.write(report).toPrettyString() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("report: expected a file that can be written, found " + e.getMessage(), e);
        }
    }
}
