package dev.descry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.image.ImageRef;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoresTest {
    private final Stores stores = new Stores(Map.of());

    @AfterEach
    void close() {
        stores.close();
    }

    @Test
    void aFolderIsAStore(@TempDir Path folder) {
        stores.at(folder.toString()).put("a/b", bytes("one"));

        assertThat(folder.resolve("a/b")).hasContent("one");
        assertThat(stores.at("file://" + folder).get("a/b")).hasValue(bytes("one"));
        ImageRef image = new ImageRef("file", folder.toString(), "a/b", Optional.empty());
        assertThat(stores.holding(image).get(image.key())).hasValue(bytes("one"));
    }

    @Test
    void oneAddressIsOneStore() {
        stores.at("memory://a").put("k", bytes("one"));

        assertThat(stores.at("memory://a")).isSameAs(stores.at("memory://a"));
        assertThat(stores.at("memory://b").get("k")).isEmpty();
    }

    @Test
    void aCallerThatMayNotWaitGetsItsAnswerLater() {
        AsyncStore later = new AsyncStore(stores.at("memory://a"));

        assertThat(later.ask(store -> store.putIfAbsent("k", bytes("one")))
                        .await()
                        .indefinitely())
                .isTrue();
        assertThat(later.ask(store -> store.get("k")).await().indefinitely()).hasValue(bytes("one"));
        assertThatThrownBy(() -> later.ask(store -> store.get("../k")).await().indefinitely())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://host/x",
                "s3://",
                "s3:///prefix",
                "s3://AKID:hush@bucket/prefix",
                "s3://bucket?secret_access_key=hush",
                "s3://bucket?hush",
                "s3://bucket/../other",
                "gs://bucket/a//b"
            })
    void anAddressThatIsNoneIsRefusedWithoutSecrets(String address) {
        assertThatThrownBy(() -> stores.at(address))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(fault -> assertThat(fault.toString()).doesNotContain("hush"));
    }

    @Test
    void theAddressNamesTheServerAndTheEnvironmentTheCredentials() {
        OpenDalSettings settings = OpenDalSettings.of(
                StoreAddress.parse("s3://bucket/some/prefix/?endpoint=https://ceph.example&region=eu"),
                Map.of("AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "hush", "AWS_REGION", "us"));

        assertThat(settings.service()).isEqualTo("s3");
        assertThat(settings.values())
                .containsEntry("bucket", "bucket")
                .containsEntry("root", "/some/prefix")
                .containsEntry("endpoint", "https://ceph.example")
                .containsEntry("region", "eu")
                .containsEntry("secret_access_key", "hush");
        assertThat(settings.secrets()).containsExactlyInAnyOrder("id", "hush");
    }

    @Test
    void anAzureAccountIsItsAddress() {
        OpenDalSettings settings = OpenDalSettings.of(
                StoreAddress.parse("az://photos"),
                Map.of("AZURE_STORAGE_ACCOUNT", "acme", "AZURE_STORAGE_SAS_TOKEN", "sv=1&sig=hush"));

        assertThat(settings.values())
                .containsEntry("container", "photos")
                .containsEntry("endpoint", "https://acme.blob.core.windows.net");
    }

    @Test
    void aSharedAccessSignatureStaysOutOfErrors() {
        Map<String, String> environment =
                Map.of("AZURE_STORAGE_ACCOUNT", "acme", "AZURE_STORAGE_SAS_TOKEN", "sv=2022-11-02&sig=hush%2Bhush");
        try (Stores azure = new Stores(environment)) {
            ObjectStore store = azure.at("az://photos?endpoint=http://127.0.0.1:1");

            assertThatThrownBy(() -> store.get("a"))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("az://photos")
                    .satisfies(
                            fault -> assertThat(fault + " " + fault.getCause()).doesNotContain("hush"));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
