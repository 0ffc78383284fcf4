package dev.descry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every object store does. */
public abstract class ObjectStoreContract {
    /** An empty store, the same during one test. */
    protected abstract ObjectStore store();

    @Test
    void whatIsPutIsThere() {
        store().put("a/b.json", bytes("one"));

        assertThat(store().get("a/b.json")).hasValue(bytes("one"));
        assertThat(store().get("a/c.json")).isEmpty();
        assertThat(store().get("a")).isEmpty();
    }

    @Test
    void puttingAgainReplaces() {
        store().put("a", bytes("one"));
        store().put("a", bytes(""));

        assertThat(store().get("a")).hasValue(new byte[0]);
    }

    @Test
    void theFirstWriterWinsWhereNothingMayBeReplaced() {
        assertThat(store().putIfAbsent("a/b", bytes("one"))).isTrue();
        assertThat(store().putIfAbsent("a/b", bytes("two"))).isFalse();
        assertThat(store().get("a/b")).hasValue(bytes("one"));
    }

    @Test
    void oneOfManyWritersWins() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Boolean>> writers = IntStream.range(0, 40)
                    .mapToObj(i -> (Callable<Boolean>) () -> store().putIfAbsent("race/key", bytes("writer " + i)))
                    .toList();
            int winners = 0;
            for (Future<Boolean> writer : threads.invokeAll(writers)) {
                winners += writer.get() ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
        }
    }

    @Test
    void keysAreListedByPrefixInOrder() {
        for (String key : List.of("b/2", "a/1", "b/10", "b/1/x", "bb")) {
            store().put(key, bytes(key));
        }

        assertThat(store().list("")).containsExactly("a/1", "b/1/x", "b/10", "b/2", "bb");
        assertThat(store().list("b/1")).containsExactly("b/1/x", "b/10");
        assertThat(store().list("b")).containsExactly("b/1/x", "b/10", "b/2", "bb");
        assertThat(store().list("none/at/all")).isEmpty();
    }

    @Test
    void whatIsWrittenWhileKeysAreReadIsNoFault() {
        for (int i = 0; i < 20; i++) {
            store().put("folder" + i % 4 + "/" + i, bytes("x"));
        }
        try (Stream<String> keys = store().list("folder")) {
            Iterator<String> rest = keys.iterator();
            assertThat(rest.next()).isEqualTo("folder0/0");
            assertThat(store().delete("folder3/3")).isTrue();
            assertThat(rest).toIterable().contains("folder0/12", "folder3/19");
        }
    }

    @Test
    void aPartIsReadFromItsOffset() {
        store().put("a/b", bytes("0123456789"));

        assertThat(store().get("a/b", 3, 4)).hasValue(bytes("3456"));
        assertThat(store().get("a/b", 0, 10)).hasValue(bytes("0123456789"));
        assertThat(store().get("a/b", 8, 100)).hasValue(bytes("89"));
        assertThat(store().get("a/b", 10, 1)).hasValue(new byte[0]);
        assertThat(store().get("a/b", 11, 1)).hasValue(new byte[0]);
        assertThat(store().get("a/b", 3, 0)).hasValue(new byte[0]);
        assertThat(store().get("a/c", 0, 4)).isEmpty();
        assertThatThrownBy(() -> store().get("a/b", -1, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().get("a/b", 0, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anObjectIsKnownWithoutBeingRead() {
        store().put("a/b.json", bytes("one"));
        Optional<String> tag = store().stat("a/b.json").orElseThrow().tag();
        store().put("a/b.json", bytes("four"));

        assertThat(store().stat("a/b.json")).hasValueSatisfying(stat -> {
            assertThat(stat.size()).isEqualTo(4);
            assertThat(stat.tag()).satisfiesAnyOf(now -> assertThat(now).isEmpty(), now -> assertThat(now)
                    .isNotEqualTo(tag));
        });
        assertThat(store().stat("a/c")).isEmpty();
        assertThat(store().stat("a")).isEmpty();
    }

    @Test
    void aSignedAddressReadsTheObjectWhereTheStoreHasOne() throws Exception {
        store().put("a/b c.txt", bytes("one"));

        Optional<URI> address = store().presign("a/b c.txt", Duration.ofMinutes(1));

        assertThat(address.isPresent()).isEqualTo(signs());
        if (address.isPresent()) {
            try (HttpClient client = HttpClient.newHttpClient()) {
                HttpRequest request =
                        HttpRequest.newBuilder(address.orElseThrow()).build();
                HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo(bytes("one"));
            }
        }
    }

    /** Whether the store has signed addresses. */
    protected boolean signs() {
        return false;
    }

    @Test
    void whatIsDeletedIsGone() {
        store().put("a/b", bytes("one"));

        assertThat(store().delete("a/b")).isTrue();
        assertThat(store().delete("a/b")).isFalse();
        assertThat(store().get("a/b")).isEmpty();
        assertThat(store().putIfAbsent("a/b", bytes("two"))).isTrue();
    }

    @Test
    void bytesAreCopiedInAndOut() {
        byte[] mine = bytes("one");
        store().put("a", mine);
        mine[0] = 'X';
        store().get("a").orElseThrow()[0] = 'Y';

        assertThat(store().get("a")).hasValue(bytes("one"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "/a", "a/", "a//b", "..", "../a", "a/../b", "a/..", ".", "./a", "a\\b", "a\0b", "a\nb"})
    void aKeyThatIsNoneIsRefused(String key) {
        assertThatThrownBy(() -> store().put(key, bytes("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().putIfAbsent(key, bytes("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().get(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().delete(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().stat(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().get(key, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().presign(key, Duration.ofMinutes(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"...", "a..b", ".hidden", "ein Schl\u00fcssel", "%2e%2e", "a/..b/c", "*", "a:b"})
    void anOddKeyIsAKey(String key) {
        store().put(key, bytes("x"));

        assertThat(store().get(key)).hasValue(bytes("x"));
        assertThat(store().list("")).containsExactly(key);
    }

    protected static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
