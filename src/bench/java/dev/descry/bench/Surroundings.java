package dev.descry.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.descry.store.S3Server;
import dev.descry.store.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What a function finds around it: a folder as store; for the intake an S3 server with one image, and a sink. */
final class Surroundings implements AutoCloseable {
    private final Map<String, String> environment = new HashMap<>();
    private final S3Server s3;
    private final HttpServer sink;

    private Surroundings(S3Server s3, HttpServer sink) {
        this.s3 = s3;
        this.sink = sink;
    }

    static Surroundings of(String function) throws Exception {
        Surroundings made = new Surroundings(
                S3Server.start(), HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        Path folder = Files.createTempDirectory("descry-" + function);
        made.environment.putAll(made.s3.environment());
        made.environment.put("DESCRY_DEVICE", "cpu");
        made.environment.put("DESCRY_HOME", folder.resolve("home").toString());
        made.environment.put("DESCRY_FUNCTION_STORE", folder.resolve("store").toString());
        if (function.equals("intake")) {
            made.fill();
        }
        return made;
    }

    private void fill() {
        s3.bucket("photos");
        s3.bucket("runs");
        try (Stores stores = new Stores(environment)) {
            stores.at("s3://photos")
                    .put("a.png", "no image, but somebody put it there".getBytes(StandardCharsets.UTF_8));
        }
        sink.createContext("/", Surroundings::accept);
        sink.start();
        environment.put("K_SINK", "http://127.0.0.1:" + sink.getAddress().getPort() + "/");
        environment.put("DESCRY_INTAKE_BUCKETS", "s3://photos");
        environment.put("DESCRY_INTAKE_RUNS", "s3://runs");
        environment.put("DESCRY_INTAKE_OPEN", "true");
    }

    private static void accept(HttpExchange exchange) {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(202, -1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The variables a function needs. */
    Map<String, String> environment() {
        return environment;
    }

    @Override
    public void close() {
        sink.stop(0);
        s3.close();
    }
}
