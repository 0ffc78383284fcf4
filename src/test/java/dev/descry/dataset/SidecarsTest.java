package dev.descry.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SidecarsTest {
    @TempDir
    private Path folder = Path.of("");

    private final Sidecars beside = Sidecars.beside();

    @ParameterizedTest
    @CsvSource({
        "SKIP, 'old'",
        "OVERWRITE, 'new 狗\n'",
        "APPEND, 'old\nnew 狗\n'",
        "PREPEND, 'new 狗\nold\n'",
        "FAILED, 'new 狗\n'"
    })
    void anExistingCaptionFollowsThePolicyAndTwiceIsOnce(Existing existing, String text) throws Exception {
        ImageFile image = image("a.jpg");
        Path sidecar = Files.writeString(folder.resolve("a.txt"), "old");

        beside.write(image, "new \u72d7", existing);
        beside.write(image, "new \u72d7", existing);

        assertThat(Files.readString(sidecar)).isEqualTo(text);
    }

    @ParameterizedTest
    @EnumSource(Existing.class)
    void aBlankSidecarIsNone(Existing existing) throws Exception {
        ImageFile image = image("a.jpg");
        Files.writeString(folder.resolve("a.txt"), " \n");

        assertThat(beside.has(image)).isFalse();
        beside.write(image, "new", existing);
        assertThat(beside.has(image)).isTrue();
        assertThat(folder.resolve("a.txt")).hasContent("new\n");
    }

    @Test
    void anOutputFolderMirrorsTheTree() {
        Sidecars output = Sidecars.in(folder.resolve("out"));
        ImageFile image = new ImageFile(folder.resolve("in/x/a.jpg"), Path.of("x/a.jpg"));

        output.requireWritable(image);
        output.write(image, "new", Existing.SKIP);

        assertThat(folder.resolve("out/x/a.txt")).hasContent("new\n");
        assertThat(folder.resolve("in")).doesNotExist();
    }

    @Test
    void imagesThatDifferInTheirSuffixAloneHaveSidecarsOfTheirOwn() throws Exception {
        for (String name : new String[] {"a.jpg", "a.png", "a.webp", "b.png"}) {
            Files.createFile(folder.resolve(name));
        }

        assertThat(beside.of(image("a.jpg"))).hasFileName("a.txt");
        assertThat(beside.of(image("a.png"))).hasFileName("a.png.txt");
        assertThat(beside.of(image("a.webp"))).hasFileName("a.webp.txt");
        assertThat(beside.of(image("b.png"))).hasFileName("b.txt");
        assertThat(beside.of(image("c.d.jpg"))).hasFileName("c.d.txt");
        assertThat(beside.of(image("plain"))).hasFileName("plain.txt");
        assertThat(beside.of(image(".jpg"))).hasFileName(".jpg.txt");
    }

    @Test
    void aPictureCalledTxtIsNeverItsOwnSidecar() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "BM");

        assertThat(beside.has(image("a.txt"))).isFalse();
        assertThat(beside.of(image("a.txt"))).hasFileName("a.txt.txt");
    }

    @Test
    void whatADeadWriterLeftIsGoneAfterTheNextWrite() throws Exception {
        Files.writeString(folder.resolve(".a.txt.descry"), "a very long half of a capt");

        beside.write(image("a.jpg"), "new", Existing.SKIP);

        assertThat(folder).isDirectoryContaining("glob:**/a.txt").isDirectoryNotContaining("glob:**/.a.txt.descry");
        assertThat(folder.resolve("a.txt")).hasContent("new\n");
    }

    @Test
    void aSidecarInAnotherEncodingIsACaptionAndIsNeverAddedTo() throws Exception {
        Path sidecar = Files.write(folder.resolve("a.txt"), new byte[] {'H', (byte) 0xFC, 't', 'e'});

        assertThat(beside.has(image("a.jpg"))).isTrue();
        assertThatThrownBy(() -> beside.write(image("a.jpg"), "new", Existing.APPEND))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("expected UTF-8 text to add to");
        assertThat(sidecar).hasBinaryContent(new byte[] {'H', (byte) 0xFC, 't', 'e'});
        beside.write(image("a.jpg"), "new", Existing.OVERWRITE);
        assertThat(sidecar).hasContent("new\n");
    }

    @Test
    void anOutputFolderThatIsNoneIsNamedBeforeAnyWork() throws Exception {
        Path file = Files.writeString(folder.resolve("out"), "a file");

        assertThatThrownBy(() -> Sidecars.in(file).requireWritable(image("a.jpg")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("expected a folder that can be written")
                .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> Sidecars.in(file).write(image("a.jpg"), "new", Existing.SKIP))
                .isInstanceOf(UncheckedIOException.class);
    }

    private ImageFile image(String name) {
        return new ImageFile(folder.resolve(name), Path.of(name));
    }
}
