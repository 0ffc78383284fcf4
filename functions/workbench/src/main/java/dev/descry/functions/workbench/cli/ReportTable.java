package dev.descry.functions.workbench.cli;

import dev.descry.batch.BatchReport;
import dev.descry.batch.BatchReport.Problems;
import dev.descry.batch.BatchReport.StepReport;
import dev.descry.batch.Progress;
import dev.descry.caption.Usage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The counts at the end of a run. */
final class ReportTable {
    private final PrintWriter out;
    private final Optional<Usage> most;

    /** @param most that one image may use of servers elsewhere; empty where they are not asked */
    ReportTable(PrintWriter out, Optional<Usage> most) {
        this.out = out;
        this.most = most;
    }

    /** @param records the run's file of transcripts; null where none was written */
    void print(BatchReport report, @Nullable Path records) {
        Progress progress = report.progress();
        out.println();
        out.printf("captioned %6d%n", progress.captioned());
        out.printf("skipped   %6d%s%n", progress.skipped(), reasons(report));
        out.printf("failed    %6d%n", progress.failed());
        out.printf(
                "time      %6.1f s   (%.2f images/s)%n",
                progress.elapsed().toMillis() / 1000.0, progress.imagesPerSecond());
        report.steps().forEach(this::step);
        report.problems().forEach(this::problems);
        if (report.identical() > 0) {
            out.printf("same bytes as an earlier image: %d%n", report.identical());
        }
        if (report.nearDuplicates().count() > 0) {
            problems("near-duplicates", report.nearDuplicates());
        }
        report.progress().spent().cost().ifPresent(cost -> out.println("cost " + cost));
        estimate(report, records == null);
        if (records != null) {
            out.println("transcripts in " + records);
        }
        if (progress.done() == 0 && !report.stopped()) {
            out.println("no image found; --recursive looks into the folders inside folders");
        }
        if (report.stopped()) {
            out.println("stopped early; run the same command again to go on");
        }
        if (report.budgetSpent()) {
            out.println("stopped where the budget was spent; run the same command with a larger one to go on");
        }
    }

    private static String reasons(BatchReport report) {
        return report.skipped().entrySet().stream()
                .map(reason -> "   " + reason.getKey() + ": " + reason.getValue())
                .collect(Collectors.joining());
    }

    private void step(StepReport step) {
        if (step.spent().captions() > 0) {
            out.printf(
                    Locale.ROOT,
                    "%s: %d captions, %.2f s and %.0f tokens each%n",
                    step.expert(),
                    step.spent().captions(),
                    step.millisPerCaption() / 1000,
                    (double) step.spent().tokens() / step.spent().captions());
        }
    }

    private void problems(String kind, Problems problems) {
        out.printf("%s: %d%n", kind, problems.count());
        problems.examples().forEach(example -> out.printf("  %s: %s%n", example.image(), example.message()));
    }

    private void estimate(BatchReport report, boolean dryRun) {
        if (!dryRun) {
            return;
        }
        report.estimate()
                .ifPresentOrElse(
                        estimate -> out.printf(
                                Locale.ROOT,
                                "reckoned from %d images: %d images will take about %s, read %d and write %d tokens%n",
                                estimate.basis(),
                                estimate.images(),
                                PlainPrinter.time(estimate.time()),
                                estimate.spent().promptTokens(),
                                estimate.spent().tokens()),
                        () -> out.println("nothing known of the time it takes; add --sample 5 to try a few"));
        most.ifPresent(each -> most(report.skipped().getOrDefault(BatchReport.WOULD_BE_DESCRIBED, 0L), each));
    }

    private void most(long images, Usage each) {
        out.printf(
                Locale.ROOT,
                "%d images use at most %d tokens of others' servers%s, each step asked once%n",
                images,
                each.tokens() * images,
                each.cost()
                        .map(cost -> " and cost at most " + cost.times(images))
                        .orElse(""));
    }
}
