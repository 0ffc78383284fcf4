package dev.descry.functions.workbench.cli;

import dev.descry.dataset.ImageFiles;
import dev.descry.functions.shell.Setup;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./descry caption}: a chain over files, folders and globs. */
@Command(
        name = "caption",
        description = "Describes images: one .txt beside each, whole transcripts in captions.jsonl.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class CaptionCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Image files, folders or globs.")
    List<String> paths = List.of();

    @Option(names = "--recursive", description = "Folders inside folders too.")
    boolean recursive;

    @Mixin
    BatchOptions options = new BatchOptions();

    @Mixin
    InterrogatorOptions interrogator = new InterrogatorOptions();

    @Override
    public Integer call() {
        ImageFiles images = ImageFiles.of(paths, recursive);
        try (Setup setup = Setup.open(options.budget, interrogator.settings())) {
            return new BatchConsole(options, spec.commandLine().getOut()).run(setup, images, false);
        }
    }
}
