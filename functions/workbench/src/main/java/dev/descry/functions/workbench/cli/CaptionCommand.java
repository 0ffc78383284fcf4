package dev.descry.functions.workbench.cli;

import dev.descry.batch.StoreImages;
import dev.descry.dataset.Dataset;
import dev.descry.dataset.ImageFiles;
import dev.descry.functions.shell.Setup;
import dev.descry.store.Stores;
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
        try (Setup setup = Setup.open(options.budget, interrogator.settings());
                Stores stores = new Stores(System.getenv())) {
            return new BatchConsole(options, spec.commandLine().getOut()).run(setup, images(stores), false);
        }
    }

    private Dataset images(Stores stores) {
        String first = paths.getFirst();
        if (!first.matches("(s3|gs|az)://.+")) {
            return ImageFiles.of(paths, recursive);
        }
        if (paths.size() > 1 || options.output.isEmpty()) {
            throw new IllegalArgumentException(
                    "images: expected one address of a store and a folder for its captions; add --output DIR");
        }
        return new StoreImages(stores.at(first), first);
    }
}
