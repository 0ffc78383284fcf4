package dev.descry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3StoreTest extends ObjectStoreContract {
    private S3Server server;
    private Stores stores = new Stores(Map.of());
    private int buckets;

    @BeforeAll
    void start() throws Exception {
        server = S3Server.start();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void open() {
        server.bucket("bucket" + ++buckets);
        stores = new Stores(server.environment());
    }

    @AfterEach
    void close() {
        stores.close();
    }

    @Override
    protected ObjectStore store() {
        return stores.at("s3://bucket" + buckets + "/some/prefix");
    }

    @Override
    protected boolean signs() {
        return OpenDalStore.signs();
    }

    /** Without the asterisk, which S3 signs escaped and this server does not. */
    @Override
    @ParameterizedTest
    @ValueSource(strings = {"...", "a..b", ".hidden", "ein Schl\u00fcssel", "%2e%2e", "a/..b/c", "a:b", "a+b", "a?b#c"})
    void anOddKeyIsAKey(String key) {
        super.anOddKeyIsAKey(key);
    }

    @Test
    void aPrefixIsAStoreOfItsOwn() {
        store().put("a", bytes("one"));

        assertThat(stores.at("s3://bucket" + buckets).list("")).containsExactly("some/prefix/a");
        assertThat(stores.at("s3://bucket" + buckets + "/some/").list("")).containsExactly("prefix/a");
    }

    /** As Google's XML API is addressed: another endpoint, and a region that is no name of one. */
    @Test
    void anAddressNamesTheServerAndItsRegion() {
        Map<String, String> credentials = new HashMap<>(server.environment());
        credentials.remove("AWS_ENDPOINT_URL");
        try (Stores google = new Stores(credentials)) {
            ObjectStore bucket =
                    google.at("s3://bucket" + buckets + "/some/prefix?endpoint=" + server.endpoint() + "&region=auto");
            assertThat(bucket.putIfAbsent("a b", bytes("one"))).isTrue();
            assertThat(store().get("a b")).hasValue(bytes("one"));
        }
    }

    @Test
    void moreKeysThanOneAnswerHoldsAreListed() {
        IntStream.range(0, 1100).parallel().forEach(i -> store().put("many/%04d".formatted(i), bytes("")));

        assertThat(store().list("many/")).hasSize(1100).isSorted();
        assertThat(store().list("many/00")).hasSize(100);
    }

    @Test
    void theMediaTypeFollowsTheName() {
        store().put("a.json", bytes("{}"));
        store().put("a.jpg", bytes("x"));

        assertThat(store().stat("a.json").orElseThrow().mediaType()).hasValue("application/json");
        assertThat(store().stat("a.jpg").orElseThrow().mediaType()).hasValue("image/jpeg");
    }

    @Test
    void aWrongSecretIsNamedButNotSaid() {
        Map<String, String> wrong = new HashMap<>(server.environment());
        wrong.put("AWS_SECRET_ACCESS_KEY", "not-the-secret");
        try (Stores refused = new Stores(wrong)) {
            assertThatThrownBy(() -> refused.at("s3://bucket" + buckets).put("a", bytes("x")))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("s3://bucket" + buckets)
                    .hasMessageContaining("check address, credentials and rights")
                    .satisfies(fault -> assertThat(fault).hasStackTraceContaining("PermissionDenied"))
                    .satisfies(fault -> assertThat(allOf(fault)).doesNotContain("not-the-secret", "AKIDTEST"));
        }
    }

    @Test
    void aServerThatIsNotThereIsAFault() {
        Map<String, String> nowhere = new HashMap<>(server.environment());
        nowhere.put("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
        try (Stores unreachable = new Stores(nowhere)) {
            assertThatThrownBy(() -> unreachable.at("s3://b").get("a")).isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(() -> unreachable.at("s3://b").list("").toList())
                    .isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void aBucketThatIsNotThereIsNoEmptyBucket() {
        ObjectStore none = stores.at("s3://no-such-bucket");

        assertThatThrownBy(() -> none.get("a")).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> none.put("a", bytes("x"))).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> none.list("").toList()).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void whiteSpaceAtTheEndsOfAKeyIsRefusedNotDropped() {
        assertThatThrownBy(() -> store().put("a ", bytes("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().get(" a")).isInstanceOf(IllegalArgumentException.class);
    }

    private static String allOf(Throwable fault) {
        StringBuilder all = new StringBuilder();
        for (Throwable each = fault; each != null; each = each.getCause()) {
            all.append(each).append('\n');
        }
        return all.toString();
    }
}
