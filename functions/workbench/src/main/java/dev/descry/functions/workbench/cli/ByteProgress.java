package dev.descry.functions.workbench.cli;

import dev.descry.model.Progress;
import dev.descry.model.Watch;
import java.util.Optional;
import java.util.function.Function;
import me.tongfei.progressbar.ProgressBar;

/** Shows how far a download, build or check is: a bar on a terminal, elsewhere a line for every tenth. */
final class ByteProgress implements Watch {
    private static final long MEGA = 1_000_000;

    private final Optional<ProgressBar> bar;
    private String told = "";

    /** Does a long piece of work while its progress is shown under this name. */
    static <T> T show(String name, Function<Watch, T> work) {
        ByteProgress progress = new ByteProgress(name);
        try {
            return work.apply(progress);
        } finally {
            progress.bar.ifPresent(ProgressBar::close);
        }
    }

    private ByteProgress(String name) {
        bar = Terminal.columns().map(columns -> Terminal.bar(name, columns)
                .setUnit(" MB", MEGA)
                .setInitialMax(-1)
                .build());
    }

    @Override
    public void progress(Progress progress) {
        if (bar.isPresent()) {
            bar.get().maxHint(progress.total());
            bar.get().stepTo(progress.done());
            bar.get().setExtraMessage(progress.what());
        } else if (!told.equals(milestone(progress))) {
            told = milestone(progress);
            System.err.printf(
                    "%s (%s of %s)%n", progress.what(), Bytes.text(progress.done()), Bytes.text(progress.total()));
        }
    }

    // A checkpoint has hundreds of tensors: what is under way is no news, how far it is in all is.
    private static String milestone(Progress progress) {
        return progress.total() == 0
                ? progress.what()
                : progress.total() + " " + 10 * progress.done() / progress.total();
    }
}
