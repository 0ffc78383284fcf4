package dev.descry.functions.workbench.http;

import com.sun.net.httpserver.HttpServer;
import dev.descry.functions.workbench.Samples;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.Map;

/** A server of the sample scenes, the only host from which the application may fetch images. */
public final class ImageServer implements QuarkusTestResourceLifecycleManager {
    private static int port;
    private Runnable closing = () -> {};

    static String url(String image) {
        return "http://127.0.0.1:" + port + "/" + image;
    }

    @Override
    public Map<String, String> start() {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            byte[] image = Files.readAllBytes(
                    Samples.FOLDER.resolve(exchange.getRequestURI().getPath().substring(1)));
            exchange.sendResponseHeaders(200, image.length);
            exchange.getResponseBody().write(image);
            exchange.close();
        });
        server.start();
        closing = () -> server.stop(0);
        port = server.getAddress().getPort();
        return Map.of("descry.fetch.hosts", "127.0.0.1:" + port, "descry.fetch.private-addresses", "true");
    }

    @Override
    public void stop() {
        closing.run();
    }
}
