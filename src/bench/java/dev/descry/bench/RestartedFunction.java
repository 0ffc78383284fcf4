package dev.descry.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** A function that is killed and started again at the same address. */
final class RestartedFunction implements AutoCloseable {
    private final FunctionProcess.Start start;
    private final Map<String, String> environment;
    private FunctionProcess process;
    private int kills;

    private RestartedFunction(FunctionProcess.Start start, Map<String, String> environment, FunctionProcess process) {
        this.start = start;
        this.environment = environment;
        this.process = process;
    }

    /**
     * Starts one and waits until it listens.
     *
     * @param tree the folder {@code functions} of a built tree
     */
    static RestartedFunction start(Path tree, String name, int port, Map<String, String> environment)
            throws IOException, InterruptedException {
        FunctionProcess.Start start = new FunctionProcess.Start(
                name,
                tree.resolve(name).resolve("target/quarkus-app"),
                tree.resolveSibling("src/main/docker/java-light.options"),
                "384m",
                2,
                port);
        FunctionProcess process = FunctionProcess.start(start, environment);
        process.awaitReady();
        return new RestartedFunction(start, environment, process);
    }

    String name() {
        return start.function();
    }

    URI address() {
        return process.address();
    }

    int kills() {
        return kills;
    }

    void killAndStart() {
        try {
            process.close();
            kills++;
            process = FunctionProcess.start(start, environment);
        } catch (IOException e) {
            throw new UncheckedIOException(start.function() + ": expected to start again", e);
        }
    }

    @Override
    public void close() {
        try {
            process.close();
        } catch (IOException e) {
            throw new UncheckedIOException(start.function() + ": expected to end", e);
        }
    }
}
