package dev.descry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
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
