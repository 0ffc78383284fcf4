package dev.descry.functions.workbench.cli;

import dev.descry.functions.shell.Configuration;
import io.quarkus.runtime.Quarkus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./descry serve}: the HTTP API, and a watched folder, until it is stopped. */
@Command(name = "serve", description = "Serves the HTTP API and watches a folder.", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @Option(names = "--port", description = "Port to listen on (8080).")
    Optional<Integer> port = Optional.empty();

    @Option(names = "--host", description = "Address to listen on (127.0.0.1; 0.0.0.0 for all).")
    String host = "127.0.0.1";

    @Option(names = "--watch", paramLabel = "FOLDER", description = "Captions every image in this folder as it comes.")
    Optional<Path> watch = Optional.empty();

    @Override
    public Integer call() {
        watch.ifPresent(folder -> System.setProperty("descry.serve.watch", requireFolder(folder)));
        Configuration.userFile()
                .ifPresent(file -> System.setProperty(
                        "quarkus.config.locations", file.toUri().toString()));
        System.setProperty("quarkus.http.host", host);
        port.ifPresent(number -> System.setProperty("quarkus.http.port", Integer.toString(number)));
        Quarkus.run();
        return DescryCommand.DONE;
    }

    private static String requireFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("watch: expected a folder, found " + folder);
        }
        return folder.toAbsolutePath().toString();
    }
}
