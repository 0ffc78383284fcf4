package dev.descry.ort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativeLibraryTest {
    private final Path folder;

    NativeLibraryTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void fileThatIsNoLibraryIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("libonnxruntime.so"), "not a library");

        assertThatThrownBy(() -> NativeLibrary.load(text))
                .isInstanceOf(OrtException.class)
                .hasMessageStartingWith("onnxruntime library: expected a shared library for ")
                .hasMessageContaining(text.toString());
    }

    @Test
    void anotherLibraryIsRefused() {
        Path other = Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("verify"));

        assertThatThrownBy(() -> NativeLibrary.load(other))
                .isInstanceOf(OrtException.class)
                .hasMessage("onnxruntime library: expected the function OrtGetApiBase in " + other
                        + ", found none; this is another library");
    }

    @Test
    void libraryTooOldIsRefused() {
        Path path = Path.of("libonnxruntime.so");

        assertThatThrownBy(() -> NativeLibrary.apiVersion("1.19.2", path))
                .isInstanceOf(OrtException.class)
                .hasMessage("onnxruntime library: expected version 1.20.0 or later, found 1.19.2 in " + path
                        + "; use newer natives");
        assertThatThrownBy(() -> NativeLibrary.apiVersion("nonsense", path)).isInstanceOf(OrtException.class);
    }

    @Test
    void olderAndNewerLibrariesMeetAtTheNewestVersionBothKnow() {
        Path path = Path.of("libonnxruntime.so");

        assertThat(NativeLibrary.apiVersion("1.28.0", path)).isEqualTo(28);
        assertThat(NativeLibrary.apiVersion("1.29.0", path)).isEqualTo(29);
        assertThat(NativeLibrary.apiVersion("1.31.0-dev", path)).isEqualTo(29);
    }
}
