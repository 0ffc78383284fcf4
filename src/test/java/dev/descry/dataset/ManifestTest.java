package dev.descry.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.image.DecodeLimits;
import dev.descry.image.Image;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ManifestTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aListNamesOneImageALine() throws Exception {
        Path outside = Path.of("/elsewhere/e.jpg");

        List<ImageFile> images = all(Manifest.of(
                write("list.txt", "\ufeffa.jpg\r\n\n# a remark\n sub/b c.png \n" + outside + "\n"), Optional.empty()));

        assertThat(images)
                .extracting(image -> image.relative().toString())
                .containsExactly("a.jpg", "sub/b c.png", "elsewhere/e.jpg");
        assertThat(images).allMatch(ImageFile::missing);
    }

    @Test
    void jsonLinesBringFieldsAndBrokenLinesFailAlone() throws Exception {
        Path file = write("m.jsonl", """
                {"image": "a.jpg", "Alt text": "Ein Fuß", "n": 3, "tags": ["x"], "none": null}
                {"picture": "b.jpg"}
                {"image":
                {"path": "c.jpg"}
                """);

        Manifest manifest = Manifest.of(file, Optional.empty());

        List<ImageFile> images = all(manifest);
        assertThat(images).hasSize(4);
        assertThat(images.getFirst().fields())
                .isEqualTo(Map.of("image", "a.jpg", "alt_text", "Ein Fuß", "n", "3", "tags", "[\"x\"]", "none", ""));
        assertThat(images.get(1).name()).endsWith("m.jsonl:2");
        assertThatThrownBy(() -> images.get(1).read(DecodeLimits.DEFAULT))
                .hasMessageContaining("row: expected the member image or path");
        assertThatThrownBy(() -> images.get(2).read(DecodeLimits.DEFAULT)).hasMessageContaining("row: expected a JSON");
        assertThat(images.get(3).relative()).hasToString("c.jpg");
        assertThat(manifest.fields()).contains("alt_text");
    }

    @Test
    void tablesAreReadWithTheirQuotes() throws Exception {
        Path file = write("m.csv", "picture,note\na.jpg,\"two\nlines, a \"\"quote\"\"\"\nb.jpg\n\nc.jpg,plain\n");

        Manifest manifest = Manifest.of(file, Optional.of("picture"));

        assertThat(manifest.fields()).containsExactlyInAnyOrder("picture", "note");
        List<ImageFile> images = all(manifest);
        assertThat(images)
                .extracting(image -> image.relative().toString())
                .containsExactly("a.jpg", "m.csv:3", "c.jpg");
        assertThat(images.getFirst().fields()).containsEntry("note", "two\nlines, a \"quote\"");
    }

    @Test
    void whatIsNoManifestIsRefused() throws Exception {
        assertThatThrownBy(() -> Manifest.of(folder.resolve("lost.csv"), Optional.empty()))
                .hasMessageContaining("lost.csv");
        assertThatThrownBy(() -> Manifest.of(write("m.xlsx", ""), Optional.empty()))
                .hasMessageContaining(".jsonl");
        assertThatThrownBy(() -> Manifest.of(write("m.csv", "a,b\n1,2\n"), Optional.empty()))
                .hasMessageContaining("expected a column image or path")
                .hasMessageContaining("found a, b");
    }

    @Test
    void shardsGiveEverySampleWithAnImage() throws Exception {
        Path shard = folder.resolve("00000.tar");
        try (OutputStream out = Files.newOutputStream(shard);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
            member(tar, "a/001.json", "{\"url\": \"x\", \"key\": \"other\"}".getBytes(StandardCharsets.UTF_8));
            member(tar, "a/001.jpg", new byte[] {'B', 'M', 1});
            member(tar, "a/001.txt", "ein Fuß\n".getBytes(StandardCharsets.UTF_8));
            member(tar, "a/002.txt", "no image".getBytes(StandardCharsets.UTF_8));
            member(tar, "a/003.seg.png", new byte[] {'B', 'M', 3});
        }

        Shards shards = Shards.of(List.of(shard));

        List<ImageFile> images = all(shards);
        assertThat(images)
                .extracting(image -> image.relative().toString())
                .containsExactly("00000.tar/a/001.jpg", "00000.tar/a/003.seg.png");
        assertThat(images.getFirst().fields()).isEqualTo(Map.of("key", "a/001", "url", "x", "txt", "ein Fuß"));
        Image last = images.getLast().read(DecodeLimits.DEFAULT);
        assertThat(last.bytes()).containsExactly('B', 'M', 3);
        assertThat(shards.content(images.getLast().content().address()).read(10))
                .containsExactly('B', 'M', 3);
        assertThatThrownBy(() -> Shards.of(List.of(folder.resolve("x.tar.gz")))).hasMessageContaining("not compressed");
    }

    private static void member(TarArchiveOutputStream tar, String name, byte[] bytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private static List<ImageFile> all(Dataset dataset) {
        List<ImageFile> images = new ArrayList<>();
        dataset.forEach(images::add);
        return images;
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
