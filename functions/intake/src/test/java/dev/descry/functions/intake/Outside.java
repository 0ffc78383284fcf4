package dev.descry.functions.intake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.descry.store.S3Server;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What lies outside the intake: an S3 server, and a sink that keeps what it accepts and can be told to refuse. */
public final class Outside implements QuarkusTestResourceLifecycleManager {
    /** Headers by lower-case name, of each event that was accepted. */
    static final List<Map<String, String>> ACCEPTED = new CopyOnWriteArrayList<>();

    static final AtomicInteger STATUS = new AtomicInteger(202);

    private final S3Server s3;
    private final HttpServer sink;

    public Outside() throws Exception {
        s3 = S3Server.start();
        s3.bucket("photos");
        s3.bucket("captions");
        sink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @Override
    public Map<String, String> start() {
        sink.createContext("/", Outside::take);
        sink.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        sink.start();
        Map<String, String> settings = new HashMap<>();
        s3.environment().forEach((name, value) -> settings.put("test.s3." + name, value));
        settings.put(
                "descry.intake.sink", "http://127.0.0.1:" + sink.getAddress().getPort() + "/broker");
        settings.put("descry.intake.runs", "s3://captions");
        settings.put("descry.intake.buckets", "s3://photos,az://photos,gs://photos");
        settings.put("descry.intake.azure-account", "acme");
        settings.put("descry.intake.token", "the-token");
        settings.put("descry.intake.topics", "arn:aws:sns:eu-central-1:111122223333:uploads");
        return settings;
    }

    private static void take(HttpExchange exchange) {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            int status = STATUS.get();
            if (status == 202) {
                Map<String, String> headers = new HashMap<>();
                exchange.getRequestHeaders()
                        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
                ACCEPTED.add(headers);
            }
            exchange.sendResponseHeaders(status, -1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        sink.stop(0);
        s3.close();
    }
}
