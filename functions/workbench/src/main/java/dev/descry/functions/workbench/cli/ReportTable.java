package dev.descry.functions.workbench.cli;

import dev.descry.batch.BatchReport;
import dev.descry.batch.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The counts at the end of a run. */
final class ReportTable {
    private final PrintWriter out;

    ReportTable(PrintWriter out) {
        this.out = out;
    }

    /** @param records the run's file of transcripts; null where none was written */
    void print(BatchReport report, @Nullable Path records) {
        Progress progress = report.progress();
        out.println();
        out.printf("captioned %6d%n", progress.captioned());
        out.printf("skipped   %6d%n", progress.skipped());
        out.printf("failed    %6d%n", progress.failed());
        out.printf(
                "time      %6.1f s   (%.2f images/s)%n",
                progress.elapsed().toMillis() / 1000.0, progress.imagesPerSecond());
        report.problems().forEach((kind, problems) -> {
            out.printf("%s: %d%n", kind, problems.count());
            problems.examples().forEach(example -> out.printf("  %s: %s%n", example.image(), example.message()));
        });
        if (records != null) {
            out.println("transcripts in " + records);
        }
        if (report.stopped()) {
            out.println("stopped early; run the same command again to go on");
        }
    }
}
