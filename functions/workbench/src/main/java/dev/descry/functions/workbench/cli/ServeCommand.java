package dev.descry.functions.workbench.cli;

import dev.descry.functions.shell.Configuration;
import io.quarkus.runtime.Quarkus;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./descry serve}: the HTTP API, until it is stopped. */
@Command(name = "serve", description = "Serves the HTTP API.", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @Option(names = "--port", description = "Port to listen on (8080).")
    Optional<Integer> port = Optional.empty();

    @Option(names = "--host", description = "Address to listen on (127.0.0.1; 0.0.0.0 for all).")
    String host = "127.0.0.1";

    @Override
    public Integer call() {
        Configuration.userFile()
                .ifPresent(file -> System.setProperty(
                        "quarkus.config.locations", file.toUri().toString()));
        System.setProperty("quarkus.http.host", host);
        port.ifPresent(number -> System.setProperty("quarkus.http.port", Integer.toString(number)));
        Quarkus.run();
        return DescryCommand.DONE;
    }
}
