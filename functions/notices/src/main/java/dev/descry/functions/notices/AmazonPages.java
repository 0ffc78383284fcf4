package dev.descry.functions.notices;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Pages of SNS: its certificates, and the one that confirms a subscription. */
public interface AmazonPages {
    /**
     * The page.
     *
     * @param address checked to be one of SNS
     */
    byte[] get(URI address) throws IOException, InterruptedException;

    /** Over the network. */
    final class Network implements AmazonPages {
        private static final Duration PATIENCE = Duration.ofSeconds(5);
        private static final int MOST_BYTES = 65_536;

        private final HttpClient client = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();

        @Override
        public byte[] get(URI address) throws IOException, InterruptedException {
            HttpRequest request =
                    HttpRequest.newBuilder(address).timeout(PATIENCE).build();
            HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw new IOException("SNS: expected a page, found status " + answer.statusCode());
                }
                return body.readNBytes(MOST_BYTES);
            }
        }
    }
}
