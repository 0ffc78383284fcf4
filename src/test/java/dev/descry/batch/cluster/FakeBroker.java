package dev.descry.batch.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.descry.event.broker.MemoryBroker;
import dev.descry.event.broker.Trigger;
import io.cloudevents.CloudEvent;
import io.cloudevents.http.HttpMessageFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The broker in memory behind an HTTP ingress, as a cluster's; without triggers it only remembers. */
public final class FakeBroker implements AutoCloseable {
    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final MemoryBroker broker;
    private final List<CloudEvent> told = new CopyOnWriteArrayList<>();
    private final Consumer<CloudEvent> atEach;
    private final AtomicInteger refusals = new AtomicInteger();

    /** Calls {@code atEach} when it has been told an event, before it delivers it. */
    public FakeBroker(List<Trigger> triggers, Consumer<CloudEvent> atEach) throws IOException {
        this.broker = new MemoryBroker(triggers);
        this.atEach = atEach;
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/descry/descry");
    }

    public List<CloudEvent> told() {
        return told;
    }

    /** The next so many events are answered 503. */
    void refuse(int events) {
        refusals.set(events);
    }

    void awaitTold(int events) throws InterruptedException {
        while (told.size() < events) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    public void awaitQuiet() throws InterruptedException {
        broker.awaitQuiet();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            CloudEvent event = HttpMessageFactory.createReader(
                            header -> exchange.getRequestHeaders()
                                    .forEach((name, values) -> header.accept(name, values.getFirst())),
                            exchange.getRequestBody().readAllBytes())
                    .toEvent();
            if (refusals.getAndDecrement() > 0) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            told.add(event);
            atEach.accept(event);
            exchange.sendResponseHeaders(broker.publish(event), -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        broker.close();
    }
}
