package dev.descry.event.broker;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.message.MessageReader;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** A subscriber elsewhere: events go out in binary mode as Knative's dispatcher sends them, and replies come back. */
public final class HttpSubscriber implements Subscriber {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final HttpClient client;
    private final URI address;
    private final Duration timeout;

    /**
     * A subscriber at an address.
     *
     * @param timeout of one exchange
     */
    public HttpSubscriber(URI address, Duration timeout) {
        this.address = address;
        this.timeout = timeout;
        this.client = client(address);
    }

    private static HttpClient client(URI address) {
        HttpClient.Builder builder =
                HttpClient.newBuilder().connectTimeout(CONNECT).version(HttpClient.Version.HTTP_1_1);
        return "http".equals(address.getScheme()) ? builder.sslContext(unused()).build() : builder.build();
    }

    /** The client takes the system's certificates if it is given none, and reading them is a tenth of a function's start. */
    private static SSLContext unused() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS: expected every Java to have it, found " + e.getMessage(), e);
        }
    }

    @Override
    public Answer take(CloudEvent event) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(request(event), HttpResponse.BodyHandlers.ofByteArray());
        Optional<CloudEvent> reply = response.statusCode() == 200 ? reply(response) : Optional.empty();
        return new Answer(response.statusCode(), reply, reply.isPresent() ? new byte[0] : response.body());
    }

    private HttpRequest request(CloudEvent event) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(timeout);
        HttpMessageFactory.createWriter(request::header, body -> post(request, body))
                .writeBinary(event);
        return request.header("Prefer", "reply").build();
    }

    private static void post(HttpRequest.Builder request, byte @Nullable [] body) {
        request.POST(body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body));
    }

    private static Optional<CloudEvent> reply(HttpResponse<byte[]> response) {
        try {
            MessageReader reader = HttpMessageFactory.createReader(
                    header ->
                            response.headers().map().forEach((name, values) -> header.accept(name, values.getFirst())),
                    response.body());
            return Optional.of(reader.toEvent());
        } catch (CloudEventRWException e) {
            return Optional.empty();
        }
    }
}
