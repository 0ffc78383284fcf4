package dev.descry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderStoreTest extends ObjectStoreContract {
    @TempDir
    private Path folder = Path.of("");

    private ObjectStore store = new FakeObjectStore();

    @BeforeEach
    void open() {
        store = FolderStore.open(folder.resolve("new/store"));
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Test
    void writersLeaveNothingTemporary() {
        store.put("a/b", bytes("one"));
        store.putIfAbsent("a/b", bytes("two"));
        store.putIfAbsent("a/c", bytes("two"));

        assertThat(folder.resolve("new/store/.tmp")).isEmptyDirectory();
    }

    @Test
    void whatADeadWriterLeftIsClearedAndAYoungFileIsNot() throws Exception {
        Path old = Files.writeString(folder.resolve("new/store/.tmp/old"), "half");
        Path young = Files.writeString(folder.resolve("new/store/.tmp/young"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

        ObjectStore again = FolderStore.open(folder.resolve("new/store"));

        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(again.list("")).isEmpty();
    }

    @Test
    void theFolderForTemporaryFilesIsNoKey() {
        assertThatThrownBy(() -> store.put(".tmp/x", bytes("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.list("../")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");

        assertThatThrownBy(() -> FolderStore.open(file.resolve("store")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("check permissions");
    }

    @Test
    void aNameTakenByAFolderCannotBeWritten() {
        store.put("a/b", bytes("x"));

        assertThatThrownBy(() -> store.put("a", bytes("x"))).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> store.put("a/b/c", bytes("x"))).isInstanceOf(UncheckedIOException.class);
        assertThat(store.delete("a")).isFalse();
        assertThat(folder.resolve("new/store/.tmp")).isEmptyDirectory();
    }
}
