package dev.descry.functions.workbench.cli;

import dev.descry.functions.shell.Setup;
import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.packages.Installed;
import dev.descry.model.packages.ModelPackage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./descry models}: the packages experts run from. */
@Command(
        name = "models",
        description = "Lists, pulls, builds, verifies and removes model packages.",
        mixinStandardHelpOptions = true)
final class ModelsCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "models: expected list, pull, build, verify or remove, found nothing");
    }

    @Command(name = "list", description = "Shows the packages on this machine.", mixinStandardHelpOptions = true)
    int list() {
        try (Setup setup = Setup.open()) {
            List<Installed> packages = setup.models().list();
            packages.forEach(each -> out().printf(
                            "%-32s %9s  %s%n",
                            each.name(),
                            Bytes.text(each.bytes()),
                            each.problem().orElse("ready")));
            if (packages.isEmpty()) {
                out().println("no packages yet; ./descry experts shows what there is to pull");
            }
        }
        return DescryCommand.DONE;
    }

    @Command(
            name = "pull",
            description = "Downloads checkpoints and builds their packages; goes on where an earlier pull stopped.",
            mixinStandardHelpOptions = true)
    int pull(
            @Parameters(paramLabel = "NAME", arity = "1..*", description = "For example qwen2-vl:2b@int4.")
                    List<String> names) {
        try (Setup setup = Setup.open()) {
            for (String name : names) {
                ModelPackage pulled =
                        ByteProgress.show(name, progress -> setup.models().pull(name, progress));
                out().println(name + ": ready in " + pulled.folder());
            }
        }
        return DescryCommand.DONE;
    }

    @Command(
            name = "build",
            description = "Builds a package from a checkpoint folder in the layout of Hugging Face.",
            mixinStandardHelpOptions = true)
    int build(
            @Parameters(paramLabel = "CHECKPOINT_DIR", description = "Folder with config.json and safetensors.")
                    Path checkpoint,
            @Option(
                            names = "--precision",
                            required = true,
                            description = "Of the language model: fp32, fp16, int8, int4 or int4-128.")
                    String precision,
            @Option(
                            names = "--vision-precision",
                            description = "Of the vision encoder; follows --precision when absent.")
                    Optional<String> vision,
            @Option(names = "--output", required = true, description = "Folder to make; must not exist.") Path output) {
        try (Setup setup = Setup.open()) {
            Precisions both = Precisions.of(Precision.parse(precision), setup.cuda());
            Precisions wanted = vision.map(word -> new Precisions(Precision.parse(word), both.language()))
                    .orElse(both);
            ModelPackage built =
                    ByteProgress.show("build", progress -> setup.models().build(checkpoint, wanted, output, progress));
            out().println(built.folder() + ": built as " + wanted.label());
        }
        return DescryCommand.DONE;
    }

    @Command(
            name = "verify",
            description = "Reads every file of a package and compares its SHA-256 with the manifest.",
            mixinStandardHelpOptions = true)
    int verify(@Parameters(paramLabel = "NAME", description = "A model, package or folder.") String name) {
        try (Setup setup = Setup.open()) {
            ByteProgress.show(name, progress -> {
                setup.models().verify(name, progress);
                return name;
            });
            out().println(name + ": every file is as its manifest says");
        }
        return DescryCommand.DONE;
    }

    @Command(name = "remove", description = "Deletes packages of this machine.", mixinStandardHelpOptions = true)
    int remove(@Parameters(paramLabel = "NAME", description = "A model or one of its packages.") String name) {
        try (Setup setup = Setup.open()) {
            setup.models().remove(name, progress -> {}).forEach(each -> out().println("removed " + each.name()));
        }
        return DescryCommand.DONE;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
