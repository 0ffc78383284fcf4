package dev.descry.store;

import java.net.URI;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** A real S3 server in this process that checks signatures; its objects live in memory. */
public final class S3Server implements AutoCloseable {
    private static final String ID = "AKIDTEST";
    public static final String SECRET = "the-secret-of-the-test";

    private final TransientNio2BlobStore objects = new TransientNio2BlobStore();
    private final S3Proxy server = S3Proxy.builder()
            .blobStore(objects)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, ID, SECRET)
            .stopTimeout(0)
            .build();

    private S3Server() {}

    public static S3Server start() throws Exception {
        S3Server started = new S3Server();
        started.server.start();
        return started;
    }

    /** Makes an empty bucket. */
    public void bucket(String name) {
        objects.createContainer(name);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    /** The variables that open the server. */
    public Map<String, String> environment() {
        return Map.of(
                "AWS_ACCESS_KEY_ID", ID,
                "AWS_SECRET_ACCESS_KEY", SECRET,
                "AWS_ENDPOINT_URL", endpoint().toString());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("S3 server: expected it to stop, found " + e, e);
        }
    }
}
