package dev.descry.model.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.descry.model.ModelException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentProxiesTest {
    private static final URI HUB = URI.create("https://huggingface.co/api");

    @Test
    void aRequestGoesThroughTheProxyOfItsScheme() throws IOException, InterruptedException {
        HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            byte[] asked = exchange.getRequestURI().toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, asked.length);
            exchange.getResponseBody().write(asked);
            exchange.close();
        });
        proxy.start();
        Map<String, String> environment =
                Map.of("HTTP_PROXY", "http://127.0.0.1:" + proxy.getAddress().getPort());

        try (HttpClient client = HttpClient.newBuilder()
                .proxy(EnvironmentProxies.of(environment))
                .build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://hub.invalid/x")).build();
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("http://hub.invalid/x");
        } finally {
            proxy.stop(0);
        }
    }

    @Test
    void aHostOfNoProxyAndItsSubdomainsAreAskedDirectly() {
        Map<String, String> environment =
                Map.of("https_proxy", "proxy.example:3128", "NO_PROXY", "localhost, .huggingface.co");

        assertThat(chosen(environment, HUB)).isEqualTo(Proxy.NO_PROXY);
        assertThat(chosen(environment, URI.create("https://cdn.huggingface.co/x")))
                .isEqualTo(Proxy.NO_PROXY);
        assertThat(chosen(environment, URI.create("https://nothuggingface.co/x"))
                        .address())
                .isEqualTo(InetSocketAddress.createUnresolved("proxy.example", 3128));
    }

    @Test
    void withoutVariablesAndOnThisMachineNoProxyIsAsked() {
        assertThat(chosen(Map.of(), HUB)).isEqualTo(Proxy.NO_PROXY);
        assertThat(chosen(Map.of("HTTP_PROXY", "proxy.example:3128"), URI.create("http://127.0.0.1:8080/x")))
                .isEqualTo(Proxy.NO_PROXY);
    }

    @Test
    void anAddressWithoutAHostIsRefusedWithoutShowingItsPassword() {
        assertThatThrownBy(() -> EnvironmentProxies.of(Map.of("HTTPS_PROXY", "http://user:secret@")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("HTTPS_PROXY: expected an address")
                .hasMessageNotContaining("secret");
    }

    private static Proxy chosen(Map<String, String> environment, URI uri) {
        return EnvironmentProxies.of(environment).select(uri).getFirst();
    }
}
