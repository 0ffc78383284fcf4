package dev.descry.functions.workbench.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs a command line and keeps what it printed. */
final class Shell {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    int run(String... arguments) {
        return DescryCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
