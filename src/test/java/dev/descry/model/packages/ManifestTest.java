package dev.descry.model.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.model.ModelException;
import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.Progress;
import dev.descry.model.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
    private static final Precisions MIXED = new Precisions(Precision.INT8, Precision.INT4_128);
    private static final String SHA_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private final Path folder;

    ManifestTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void writtenManifestIsReadBack() throws IOException {
        FakePackage.foreign(folder, "_q4b128");
        Manifest manifest = FakePackage.manifest(folder, MIXED);
        manifest.write(folder);
        assertThat(Manifest.read(folder)).isEqualTo(manifest);
        assertThat(manifest.files()).hasSize(9).containsKey("onnx/embed_tokens_q4b128.onnx_data");
    }

    @Test
    void filesAreDigestedAndProgressEndsAtTheTotal() throws IOException {
        Files.writeString(folder.resolve("abc"), "abc");
        Files.writeString(folder.resolve("more"), "12345");
        List<Progress> heard = new ArrayList<>();
        SortedMap<String, Manifest.Entry> files = Manifest.digest(folder, heard::add);
        assertThat(files.get("abc")).isEqualTo(new Manifest.Entry(3, SHA_OF_ABC));
        assertThat(heard.getLast().done()).isEqualTo(8);
        assertThat(heard.getLast().total()).isEqualTo(8);
    }

    @Test
    void digestFollowsContentAndPathsOnly() {
        Manifest.Entry entry = new Manifest.Entry(3, SHA_OF_ABC);
        Manifest one = manifest("a", entry);
        Manifest renamed = manifest("b", entry);
        Manifest rebuilt = new Manifest("qwen2_vl", "elsewhere", "main", "2", MIXED, one.files());
        assertThat(one.digest()).hasSize(64).isEqualTo(rebuilt.digest()).isNotEqualTo(renamed.digest());
    }

    @Test
    void digestingStopsWhenCalledOff() throws IOException {
        Files.writeString(folder.resolve("abc"), "abc");
        Watch impatient = new Watch() {
            @Override
            public void progress(Progress progress) {
                throw new AssertionError("expected no progress, found " + progress);
            }

            @Override
            public boolean cancelled() {
                return true;
            }
        };
        assertThatThrownBy(() -> Manifest.digest(folder, impatient)).isInstanceOf(CancellationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "/a", "a/../b", "a//b", "a/./b", "a\\b", "C:a", "", "a/", "descry.json"})
    void pathsThatLeaveThePackageAreRefused(String path) {
        assertThatThrownBy(() -> manifest(path, new Manifest.Entry(3, SHA_OF_ABC)))
                .isInstanceOf(ModelException.class)
                .hasMessage("manifest: expected paths inside the package, found " + path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"format\" : 1 | \"format\" : 2 | format: expected 1, found 2",
                "\"int8\" | \"int7\" | vision: precision: expected one of fp32, fp16, int8, int4, int4-128, found int7",
                "\"family\" | \"f\" | expected the key family, found none",
                "\"size\" : 3 | \"size\" : -3 | size: expected a whole number from 0 up, found -3",
                "ba7816bf | BA7816BF | expected a size and a SHA-256, found 3 and BA7816BF",
                "\"a\" : { | \"../a\" : { | expected paths inside the package, found ../a",
                "\"a\" : { | \"a\" : {}, \"a\" : { | Duplicate field 'a'",
            })
    void faultyManifestsAreRefused(String part, String replacement, String message) throws IOException {
        manifest("a", new Manifest.Entry(3, SHA_OF_ABC)).write(folder);
        Path file = folder.resolve("descry.json");
        String right = Files.readString(file);
        assertThat(right).contains(part);
        Files.writeString(file, right.replace(part, replacement));
        assertThatThrownBy(() -> Manifest.read(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message);
    }

    private static Manifest manifest(String path, Manifest.Entry entry) {
        return new Manifest(
                "qwen2_vl", "Qwen/Test", "0123abc", "1", MIXED, new TreeMap<>(java.util.Map.of(path, entry)));
    }
}
