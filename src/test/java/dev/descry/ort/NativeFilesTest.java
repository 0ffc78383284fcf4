package dev.descry.ort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativeFilesTest {
    private final Path folder;

    NativeFilesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private final NativeFiles files = new NativeFiles(Platform.current(), System::getenv);

    @Test
    void libraryIsUnpackedIntoAFolderOfItsVersion() throws IOException {
        Path library = files.unpacked(folder);

        String version = "1.29.0-" + Platform.current().folder();
        assertThat(library).startsWith(folder.resolve(version));
        assertThat(Files.size(library)).isGreaterThan(1 << 20);
    }

    @Test
    void libraryUnpackedBeforeIsLeftAlone() throws IOException {
        Path library = files.unpacked(folder);
        Object first = Files.readAttributes(library, "lastModifiedTime,fileKey");

        files.unpacked(folder);

        assertThat(Files.readAttributes(library, "lastModifiedTime,fileKey")).isEqualTo(first);
    }

    @Test
    void libraryCutShortIsReplaced() throws IOException {
        Path library = files.unpacked(folder);
        long size = Files.size(library);
        Files.write(library, new byte[10]);

        assertThat(files.unpacked(folder)).isEqualTo(library).hasSize(size);
    }

    @Test
    void processesThatStartTogetherUnpackOneWholeLibrary() throws Exception {
        Map<String, String> environment = Map.of("DESCRY_HOME", folder.toString());
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            processes.add(ChildJvm.start(Load.class, environment, List.of()));
        }
        for (Process process : processes) {
            assertThat(process.getInputStream().read()).isEqualTo('r');
        }
        for (Process process : processes) {
            try (OutputStream go = process.getOutputStream()) {
                go.write('g');
            }
        }
        for (Process process : processes) {
            assertThat(ChildJvm.output(process)).isEqualTo("loaded 1.29.0");
            assertThat(process.waitFor()).isZero();
        }
        try (Stream<Path> left = Files.walk(folder)) {
            assertThat(left).allMatch(file -> !file.toString().endsWith(".part"));
        }
    }

    /** Says it is ready, waits for a byte, then loads the library. */
    static final class Load {
        public static void main(String[] args) throws IOException {
            System.out.print('r');
            System.out.flush();
            if (System.in.read() == 'g') {
                System.out.print("loaded " + OrtRuntime.get().version());
            }
        }
    }

    @Test
    void configuredFolderMayUseEitherName() throws IOException {
        NativeFiles linux = new NativeFiles(Platform.of("Linux", "amd64"), System::getenv);
        Path versioned = Files.createFile(folder.resolve("libonnxruntime.so.1"));
        assertThat(linux.inFolder(folder)).isEqualTo(versioned);

        Path plain = Files.createFile(folder.resolve("libonnxruntime.so"));
        assertThat(linux.inFolder(folder)).isEqualTo(plain);
    }

    @Test
    void configuredFolderWithoutALibraryIsRefused() {
        NativeFiles linux = new NativeFiles(
                Platform.of("Linux", "amd64"), Map.of(NativeFiles.PATH_VARIABLE, folder.toString())::get);

        assertThatThrownBy(linux::library)
                .isInstanceOf(OrtException.class)
                .hasMessage("onnxruntime library: expected libonnxruntime.so in " + folder
                        + ", found none; correct -Ddescry.ort.path or DESCRY_ORT_PATH");
    }

    @Test
    void platformWithoutNativesIsNamed() {
        NativeFiles solaris = new NativeFiles(Platform.of("Linux", "riscv64"), System::getenv);

        assertThatThrownBy(() -> solaris.unpacked(folder))
                .isInstanceOf(OrtException.class)
                .hasMessageContaining("ai/onnxruntime/native/linux-riscv64/libonnxruntime.so");
    }

    @Test
    void folderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> files.unpacked(file))
                .isInstanceOf(OrtException.class)
                .hasMessageContaining("expected to unpack it below " + file)
                .hasMessageContaining("set DESCRY_HOME");
    }

    @Test
    void cacheFolderFollowsTheEnvironment() {
        assertThat(cache(Map.of("DESCRY_HOME", "/d", "XDG_CACHE_HOME", "/x"))).isEqualTo(Path.of("/d/onnxruntime"));
        assertThat(cache(Map.of("XDG_CACHE_HOME", "/x"))).isEqualTo(Path.of("/x/descry/onnxruntime"));
        assertThat(cache(Map.of()))
                .isEqualTo(Path.of(System.getProperty("user.home"), ".cache", "descry", "onnxruntime"));
    }

    private static Path cache(Map<String, String> environment) {
        return new NativeFiles(Platform.current(), environment::get).cacheFolder();
    }

    @Test
    void jarFoldersAreNamedByPlatform() {
        assertThat(Platform.of("Windows 11", "amd64").folder()).isEqualTo("win-x64");
        assertThat(Platform.of("Mac OS X", "aarch64").folder()).isEqualTo("osx-aarch64");
        assertThat(Platform.of("Linux", "x86_64").folder()).isEqualTo("linux-x64");
    }
}
