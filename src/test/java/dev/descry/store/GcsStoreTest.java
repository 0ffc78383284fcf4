package dev.descry.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Google's JSON API, as a small server of ours speaks it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GcsStoreTest extends ObjectStoreContract {
    private GcsServer server;
    private Stores stores = new Stores(Map.of());
    private int buckets;

    @BeforeAll
    void start() throws IOException {
        server = GcsServer.start();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void open() {
        server.bucket("bucket" + ++buckets);
        stores = new Stores(server.environment());
        server.asked.clear();
    }

    @AfterEach
    void close() {
        stores.close();
    }

    @Override
    protected ObjectStore store() {
        return stores.at("gs://bucket" + buckets + "/some/prefix");
    }

    @Test
    void aWriteThatMayReplaceNothingSaysSoToTheServer() {
        store().putIfAbsent("a", bytes("one"));

        assertThat(server.asked)
                .anySatisfy(request ->
                        assertThat(request).startsWith("POST /upload").contains("ifGenerationMatch=0"));
    }

    /** The same as a user's own tools would name them: what a signer or an encoder gets wrong is seen here. */
    @ParameterizedTest
    @ValueSource(strings = {"in/a b+\u00fc 100%.json", "in/a b+\u00fc 100%", "a?b#c&d=e", "%2e%2e"})
    void theServerKnowsAnObjectByItsOwnName(String key) {
        store().put(key, bytes("one"));
        store().putIfAbsent("then/" + key, bytes("two"));

        assertThat(server.names("bucket" + buckets))
                .containsExactlyInAnyOrder("some/prefix/" + key, "some/prefix/then/" + key);
    }

    @Test
    void aListingOfManyPagesIsReadWhole() {
        for (int i = 0; i < 20; i++) {
            store().put("many/" + (char) ('a' + i), bytes("x"));
        }
        assertThat(store().list("many/")).hasSize(20);
        assertThat(server.asked).anyMatch(request -> request.contains("pageToken="));
    }
}
