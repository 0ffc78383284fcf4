package dev.descry.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A function in a process of its own, started as its image starts it. */
final class FunctionProcess implements AutoCloseable {
    private static final long LOOK_MILLIS = 3;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Start start;
    private final Process process;
    private final Path log;
    private final long begun;

    /**
     * What to start, and how.
     *
     * @param app the {@code quarkus-app} folder, with {@code app.aot} where one was trained
     * @param options a file of JVM options
     * @param memory of the container, as {@code -XX:MaxRAM} takes it
     * @param processors of the container
     */
    record Start(String function, Path app, Path options, String memory, int processors, int port) {
        List<String> command() {
            return List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "@" + options,
                    "-XX:MaxRAM=" + memory,
                    "-XX:ActiveProcessorCount=" + processors,
                    "-XX:AOTCache=app.aot",
                    "-jar",
                    "quarkus-run.jar");
        }
    }

    private FunctionProcess(Start start, Process process, Path log, long begun) {
        this.start = start;
        this.process = process;
        this.log = log;
        this.begun = begun;
    }

    static FunctionProcess start(Start start, Map<String, String> environment) throws IOException {
        Path log = Files.createTempFile("descry-" + start.function(), ".log");
        ProcessBuilder builder = new ProcessBuilder(start.command())
                .directory(start.app().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(start.port()));
        long begun = System.nanoTime();
        return new FunctionProcess(start, builder.start(), log, begun);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + start.port() + "/");
    }

    /** Seconds from the start to the first answered event. */
    double awaitAnswer() throws IOException, InterruptedException {
        while (!answered()) {
            requireAlive();
            Thread.sleep(LOOK_MILLIS);
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    /** Waits until it says that it has started. */
    void awaitReady() throws IOException, InterruptedException {
        HttpRequest started =
                HttpRequest.newBuilder(address().resolve("/q/health/started")).build();
        while (!answers(started, 200)) {
            requireAlive();
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private boolean answers(HttpRequest request, int status) throws InterruptedException {
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == status;
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    private void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("function: expected it to run, found " + Files.readString(log));
        }
    }

    double processorSeconds() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    private boolean answered() throws InterruptedException {
        try {
            HttpResponse<String> response = CLIENT.send(event(), HttpResponse.BodyHandlers.ofString());
            boolean replied = response.headers().firstValue("ce-type").isPresent();
            return response.statusCode() == (replied ? 200 : 202);
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    /** A request for a step; the intake reads it as a plain request of somebody's own program. */
    private HttpRequest event() {
        HttpRequest.Builder request = HttpRequest.newBuilder(address())
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"image\":{\"store\":\"s3\",\"bucket\":\"photos\",\"key\":\"a.png\"}}"));
        Map.of(
                        "ce-specversion", "1.0",
                        "ce-id", "cold.0",
                        "ce-source", "/descry/intake",
                        "ce-type", "dev.descry.step.requested",
                        "ce-chainid", "cold",
                        "ce-step", "0",
                        "ce-next", start.function(),
                        "ce-hop", "0",
                        "ce-deadline", "4102444800000")
                .forEach(request::header);
        return request.build();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.delete(log);
    }
}
