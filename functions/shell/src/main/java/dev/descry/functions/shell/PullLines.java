package dev.descry.functions.shell;

import dev.descry.experts.chat.PullProgress;
import java.io.PrintStream;

/** Tells how far a pull of an Ollama server is: a line for each part and each tenth of it. */
final class PullLines implements PullProgress {
    private final PrintStream out;
    private String last = "";

    PullLines(PrintStream out) {
        this.out = out;
    }

    @Override
    public synchronized void pulled(String model, String what, long done, long total) {
        String line = total > 0
                ? "%s: %s %d %% of %d MB".formatted(model, what, done * 10 / total * 10, total / 1_000_000)
                : model + ": " + what;
        if (!line.equals(last)) {
            last = line;
            out.println(line);
        }
    }
}
