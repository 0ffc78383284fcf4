package dev.descry.functions.workbench.cli;

import dev.descry.batch.Batch;
import dev.descry.batch.ImageOutcome;
import dev.descry.batch.Progress;
import dev.descry.caption.Caption;
import dev.descry.chain.Judgement;
import dev.descry.chain.Outcome;
import dev.descry.chain.StepOutcome;
import dev.descry.chain.Transcript;
import dev.descry.dataset.ImageFile;
import dev.descry.verify.Verdict;
import dev.descry.verify.Verification;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;

/** Every image with what each step said; on a terminal with a bar below that tells rate and time left. */
final class PlainPrinter implements CaptionPrinter {
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintWriter out;
    private final boolean dryRun;
    private final Optional<ProgressBar> bar;

    PlainPrinter(PrintWriter out, Batch batch) {
        this.out = out;
        this.dryRun = batch.dryRun();
        this.bar = Terminal.columns().filter(columns -> !batch.dryRun()).map(columns -> Terminal.bar(
                        batch.chain().name(), columns)
                .setUnit(" images", 1)
                .setInitialMax(-1)
                .hideEta()
                .build());
    }

    @Override
    public void onImage(ImageFile image, ImageOutcome outcome, Progress progress) {
        // A run that goes on passes over many images; the report counts them by reason.
        if (dryRun || !(outcome instanceof ImageOutcome.Skipped)) {
            print(image, outcome);
        }
        bar.ifPresent(shown -> {
            progress.total().ifPresent(shown::maxHint);
            shown.stepTo(progress.done());
            shown.setExtraMessage(extra(progress));
        });
    }

    private void print(ImageFile image, ImageOutcome outcome) {
        StringBuilder lines = new StringBuilder(bar.isPresent() ? CLEAR_LINE : "").append(image.name());
        switch (outcome) {
            case ImageOutcome.Captioned(Transcript transcript) -> steps(lines, transcript);
            case ImageOutcome.Skipped(String reason) -> lines.append(": ").append(reason);
            case ImageOutcome.Failed failed -> {
                failed.transcript().ifPresent(transcript -> steps(lines, transcript));
                lines.append("\n  failed: ").append(failed.problem().message());
            }
        }
        out.println(lines);
    }

    private static String extra(Progress progress) {
        StringBuilder extra = new StringBuilder();
        if (progress.failed() > 0) {
            extra.append(' ').append(progress.failed()).append(" failed");
        }
        extra.append(' ').append(progress.spent().tokens()).append(" tokens");
        progress.spent().cost().ifPresent(cost -> extra.append(' ').append(cost));
        progress.left().ifPresent(left -> extra.append(' ').append(time(left)).append(" left"));
        return extra.toString();
    }

    /** As exact as people want it. */
    static String time(Duration time) {
        if (time.toHours() > 0) {
            return "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
        }
        return time.toMinutes() > 0
                ? "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart())
                : "%d s".formatted(time.toSeconds());
    }

    private static void steps(StringBuilder lines, Transcript transcript) {
        String before = "";
        for (StepOutcome step : transcript.steps()) {
            lines.append(String.format(Locale.ROOT, "%n  %d %s  ", step.step() + 1, step.expert()));
            switch (step.outcome()) {
                case Outcome.Captioned(Caption caption) -> {
                    boolean same = caption.text().equals(before);
                    lines.append(String.format(Locale.ROOT, "%.2f s  ", step.millis() / 1000.0))
                            .append(
                                    same
                                            ? "(checked, unchanged)"
                                            : caption.text().replace("\n", "\n    "));
                    before = caption.text();
                }
                case Outcome.Skipped(String reason) -> lines.append(reason);
                case Outcome.Failed failed -> lines.append("failed: ").append(failed.message());
            }
            step.judgements().forEach(judgement -> judgement(lines, judgement));
        }
    }

    private static void judgement(StringBuilder lines, Judgement judgement) {
        switch (judgement) {
            case Judgement.Judged(Verification verification, boolean pruned) -> {
                int all = verification.verdicts().size();
                lines.append("%n  judge %s  %d of %d kept"
                        .formatted(
                                verification.model(),
                                all - verification.removed().size(),
                                all));
                for (Verdict verdict : verification.removed()) {
                    lines.append(String.format(
                            Locale.ROOT,
                            "%n    %s (%.3f): %s",
                            pruned ? "removed" : "doubted",
                            verdict.similarity().value(),
                            verdict.segment().text()));
                }
            }
            case Judgement.Unjudged unjudged -> lines.append("\n  not judged: ").append(unjudged.message());
        }
    }

    @Override
    public void stopping() {
        System.err.printf("%nstopping: finishing the images under way; run the same command again to go on%n");
    }

    @Override
    public void finish() {
        bar.ifPresent(ProgressBar::close);
        out.flush();
    }
}
