package dev.descry.functions.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.event.upload.FakeRequest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A caller who is known by a certificate, over a real handshake: as MinIO and a service mesh call. */
@QuarkusTest
@QuarkusTestResource(Outside.class)
@QuarkusTestResource(value = Certificates.class, restrictToAnnotatedClass = true)
@TestProfile(MutualTlsTest.Ports.class)
class MutualTlsTest {
    /** Free ports known before: where one of two servers has port 0, their metrics clash and Quarkus 3.34.2 never starts. */
    public static class Ports implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.test-port", free(), "quarkus.http.test-ssl-port", free());
        }

        private static String free() {
            try (ServerSocket socket = new ServerSocket(0)) {
                return String.valueOf(socket.getLocalPort());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @TestHTTPResource(value = "/", tls = true)
    @Nullable
    URI address;

    @Test
    void aTrustedCertificateIsEnough() throws Exception {
        assertThat(tell(Certificates.CLIENT)).isEqualTo(204);
    }

    @Test
    void whoShowsNoneIsAskedForAnotherProof() throws Exception {
        assertThat(tell(null)).isEqualTo(401);
    }

    @Test
    void aCertificateNobodyTrustsEndsTheHandshake() {
        assertThatThrownBy(() -> tell(Certificates.STRANGER)).isInstanceOf(IOException.class);
    }

    private int tell(@Nullable String key) throws Exception {
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context(key))
                .build()) {
            FakeRequest notice = FakeRequest.of("s3-records");
            HttpRequest request = HttpRequest.newBuilder(Objects.requireNonNull(address))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(notice.body()))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    private static SSLContext context(@Nullable String key) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(key == null ? null : store(key), Certificates.PASSWORD.toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(store(Certificates.SERVER));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(key == null ? null : keys.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private static KeyStore store(String name) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(Certificates.FOLDER, name))) {
            store.load(in, Certificates.PASSWORD.toCharArray());
        }
        return store;
    }
}
