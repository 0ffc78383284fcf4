package dev.descry.functions.workbench.cli;

import dev.descry.dataset.CrisisMmd;
import dev.descry.dataset.Dataset;
import dev.descry.dataset.Manifest;
import dev.descry.dataset.ScienceQa;
import dev.descry.dataset.Shards;
import dev.descry.functions.shell.Setup;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./descry dataset}: a chain over the images of a dataset, whose texts the prompts may use. */
@Command(
        name = "dataset",
        description = "Describes the images of a dataset; prompts may use what it says of them.",
        mixinStandardHelpOptions = true)
final class DatasetCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "dataset: expected a kind of dataset, found none");
    }

    @Command(
            name = "crisismmd",
            description = "CrisisMMD v2.0: images of tweets, with {tweet}. Not sent to other servers unless allowed.",
            sortOptions = false,
            mixinStandardHelpOptions = true)
    int crisismmd(
            @Parameters(paramLabel = "DIR", description = "The folder that holds annotations and data_image.")
                    Path folder,
            @Option(
                            names = "--task",
                            description = "Split files of a task: ${COMPLETION-CANDIDATES}. Default: all images.")
                    Optional<CrisisMmd.Task> task,
            @Option(
                            names = "--split",
                            split = ",",
                            description = "Of the task: ${COMPLETION-CANDIDATES}. Default: all.")
                    List<CrisisMmd.Split> splits,
            @Option(names = "--agreed", description = "The variants in which text and image have the same label.")
                    boolean agreed,
            @Option(names = "--allow-remote", description = "The terms let me send these images to other servers.")
                    boolean allowRemote,
            @Mixin BatchOptions options) {
        return run(CrisisMmd.of(folder, task, splits == null ? List.of() : splits, agreed), allowRemote, options);
    }

    @Command(
            name = "scienceqa",
            description = "ScienceQA: images of school questions, with {question}, {choices} and {hint}."
                    + " Not sent to other servers unless allowed.",
            sortOptions = false,
            mixinStandardHelpOptions = true)
    int scienceqa(
            @Parameters(paramLabel = "DIR", description = "The folder that holds problems.json and images.")
                    Path folder,
            @Option(names = "--split", split = ",", description = "train, val, test, minitrain, … Default: all.")
                    List<String> splits,
            @Option(names = "--allow-remote", description = "The terms let me send these images to other servers.")
                    boolean allowRemote,
            @Mixin BatchOptions options) {
        return run(ScienceQa.of(folder, splits == null ? List.of() : splits), allowRemote, options);
    }

    @Command(
            name = "manifest",
            description =
                    "A list of images: .txt (a path a line), .jsonl, .csv or .tsv. Its columns are holes of prompts.",
            sortOptions = false,
            mixinStandardHelpOptions = true)
    int manifest(
            @Parameters(paramLabel = "FILE", description = "Paths in it are meant from its folder.") Path file,
            @Option(names = "--image-column", paramLabel = "NAME", description = "Default: image, path, file, …")
                    Optional<String> column,
            @Mixin BatchOptions options) {
        return run(Manifest.of(file, column), true, options);
    }

    @Command(
            name = "webdataset",
            description = "WebDataset shards (.tar). Members of .json and .txt files are holes of prompts.",
            sortOptions = false,
            mixinStandardHelpOptions = true)
    int webdataset(
            @Parameters(paramLabel = "SHARD", arity = "1..*", description = "Shards, in order.") List<Path> shards,
            @Mixin BatchOptions options) {
        if (options.output.isEmpty()) {
            throw new IllegalArgumentException(
                    "webdataset: expected a folder for the captions, found none; add --output DIR");
        }
        return run(Shards.of(shards), true, options);
    }

    private int run(Dataset images, boolean allowRemote, BatchOptions options) {
        try (Setup setup = Setup.open(options.budget)) {
            return new BatchConsole(options, spec.commandLine().getOut()).run(setup, images, allowRemote);
        }
    }
}
