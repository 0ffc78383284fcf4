package dev.descry.functions.workbench.cli;

import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** The terminal people watch. The launcher tells its width, since asking for it from Java costs a start-up second. */
final class Terminal {
    private static final int NARROW = 20;

    private Terminal() {}

    /** Columns of the terminal that standard error goes to; empty when it goes elsewhere. */
    static Optional<Integer> columns() {
        return Optional.ofNullable(Integer.getInteger("descry.columns")).filter(width -> width >= NARROW);
    }

    /** A bar with rate and time left on standard error. */
    static ProgressBarBuilder bar(String name, int columns) {
        return new ProgressBarBuilder()
                .setTaskName(name)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .showSpeed()
                .setConsumer(new ConsoleProgressBarConsumer(System.err, columns));
    }
}
