package dev.descry.functions.workbench.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./descry}: the commands, their help and the exit codes 0 (done), 1 (some failed) and 2 (usage). */
@Command(
        name = "descry",
        description = "Describes images with a chain of vision-language experts.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            CaptionCommand.class,
            DatasetCommand.class,
            BatchCommand.class,
            EvaluateCommand.class,
            ExpertsCommand.class,
            ModelsCommand.class,
            ServeCommand.class
        })
public final class DescryCommand implements Runnable {
    static final int DONE = 0;
    static final int SOME_FAILED = 1;
    static final int USAGE = 2;

    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "descry: expected a command, found none");
    }

    /** Runs a command line to its exit code. */
    public static int run(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        return commandLine(out, err).execute(arguments);
    }

    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return new CommandLine(new DescryCommand())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((fault, arguments) -> {
                    CommandLine command = fault.getCommandLine();
                    command.getErr().println("descry: " + Faults.line(fault));
                    if (command.getSubcommands().isEmpty()) {
                        command.getErr()
                                .println("see ./" + command.getCommandSpec().qualifiedName() + " --help");
                    } else {
                        command.usage(command.getErr());
                    }
                    return USAGE;
                })
                .setExecutionExceptionHandler((fault, command, parsed) -> {
                    command.getErr().println("descry: " + Faults.line(fault));
                    return fault instanceof IllegalArgumentException ? USAGE : SOME_FAILED;
                });
    }
}
