package dev.descry.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Seconds from the start of a function's process to its first answered CloudEvent, without a model. Arguments:
 * {@code function=} name, {@code app=} its {@code quarkus-app} folder, {@code rounds=7}, {@code port=18080},
 * {@code threads=2} processors. A first process writes the AOT cache while it answers; the others start with it. The event
 * asks for a step of a run that was never begun: read, looked up in the store and answered with an event.
 */
public final class ColdStart {
    private static final long LOOK_MILLIS = 2;

    private final Path app;
    private final String function;
    private final int port;
    private final int processors;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private ColdStart(Options options) {
        this.app = options.path("app").toAbsolutePath();
        this.function = options.text("function", "qwen2-vl");
        this.port = options.number("port", 18_080);
        this.processors = options.number("threads", 2);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Options options = Options.of(args);
        ColdStart bench = new ColdStart(options);
        Path cache = Files.createTempDirectory("descry-aot").resolve("app.aot");
        double bare = bench.seconds(List.of());
        bench.seconds(List.of("-XX:AOTCacheOutput=" + cache));
        double[] seconds = new double[options.number("rounds", 7)];
        for (int round = 0; round < seconds.length; round++) {
            seconds[round] = bench.seconds(List.of("-XX:AOTCache=" + cache));
            System.out.printf("%s: first event answered after %.3f s%n", bench.function, seconds[round]);
        }
        System.out.printf(
                "%s: median %.3f s, best %.3f s with the AOT cache (%.0f MB); %.3f s without%n",
                bench.function, Medians.of(seconds), Medians.least(seconds), Files.size(cache) / 1e6, bare);
    }

    private double seconds(List<String> flags) throws IOException, InterruptedException {
        Path store = Files.createTempDirectory("descry-cold-start");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:ActiveProcessorCount=" + processors,
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(flags);
        command.addAll(List.of("-jar", "quarkus-run.jar"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(app.toFile())
                .redirectErrorStream(true)
                .redirectOutput(store.resolve("log").toFile());
        builder.environment()
                .putAll(new TreeMap<>(Map.of(
                        "DESCRY_FUNCTION_STORE", store.resolve("store").toString(),
                        "DESCRY_HOME", store.resolve("home").toString(),
                        "DESCRY_DEVICE", "cpu",
                        "QUARKUS_HTTP_PORT", Integer.toString(port))));
        long begun = System.nanoTime();
        Process process = builder.start();
        try {
            while (!answered()) {
                if (!process.isAlive()) {
                    throw new IllegalStateException(
                            "function: expected it to run, found " + Files.readString(store.resolve("log")));
                }
                Thread.sleep(LOOK_MILLIS);
            }
            return (System.nanoTime() - begun) / 1e9;
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private boolean answered() throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"image\":{\"store\":\"file\",\"bucket\":\"/none\",\"key\":\"a.png\"}}"));
        Map.of(
                        "ce-specversion", "1.0",
                        "ce-id", "cold.0",
                        "ce-source", "/descry/intake",
                        "ce-type", "dev.descry.step.requested",
                        "ce-chainid", "cold",
                        "ce-step", "0",
                        "ce-next", function,
                        "ce-hop", "0",
                        "ce-deadline", "4102444800000")
                .forEach(request::header);
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200
                    && response.headers().firstValue("ce-type").isPresent();
        } catch (IOException e) {
            return false; // not listening yet
        }
    }
}
