package dev.descry.functions.intake;

import dev.descry.event.upload.FakeSns;
import dev.descry.functions.notices.AmazonPages;
import dev.descry.store.Stores;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.config.ConfigProvider;

/** Amazon as far as the intake meets it: SNS's certificate, its subscriptions, and the S3 server of the test. */
@Singleton
final class FakeAmazon {
    final List<URI> visited = new CopyOnWriteArrayList<>();
    final FakeSns sns;

    FakeAmazon() throws Exception {
        sns = FakeSns.in(Files.createTempDirectory("sns"));
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    AmazonPages pages() {
        return address -> {
            visited.add(address);
            try {
                return sns.pem().getBytes(StandardCharsets.UTF_8);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    Stores stores() {
        Map<String, String> environment = new HashMap<>();
        for (String name : List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL")) {
            environment.put(name, ConfigProvider.getConfig().getValue("test.s3." + name, String.class));
        }
        return new Stores(environment);
    }
}
