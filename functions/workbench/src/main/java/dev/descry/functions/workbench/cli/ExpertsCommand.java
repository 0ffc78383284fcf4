package dev.descry.functions.workbench.cli;

import dev.descry.functions.shell.ExpertList;
import dev.descry.functions.shell.Setup;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./descry experts}: what can describe images here, and what each still needs. */
@Command(name = "experts", description = "Lists every expert and whether it is ready.", mixinStandardHelpOptions = true)
final class ExpertsCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Setup setup = Setup.open()) {
            List<ExpertList.Entry> entries = setup.list().entries();
            int width = entries.stream()
                    .mapToInt(entry -> entry.name().length())
                    .max()
                    .orElse(0);
            entries.forEach(entry -> out.printf("%-" + width + "s  %s%n", entry.name(), entry.state()));
            out.printf(
                    "%nThe models that run here may carry a precision (qwen2-vl:2b@int4); the path of a package or checkpoint folder is an expert too.%n"
                            + "So are ollama:NAME, openai:NAME, openai:NAME@URL (vLLM, LM Studio, DeepSpeed) and gemini:NAME.%n");
        }
        return DescryCommand.DONE;
    }
}
