package dev.descry.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.image.DecodeLimits;
import dev.descry.image.ImageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ImageFilesTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aFolderGivesItsImagesInOrderAndNothingElse() throws Exception {
        files("b.jpg", "a.PNG", "c.txt", ".hidden.jpg", "d", "sub/e.webp", "a.jpeg", "x.tiff", "jpg");

        assertThat(found(false, folder)).containsExactly("a.PNG", "a.jpeg", "b.jpg", "x.tiff");
    }

    @Test
    void foldersInsideAreReadWhenAskedForAndHiddenOnesAreNot() throws Exception {
        files("b/1.jpg", "a/z/2.jpg", "a/1.jpg", "c.jpg", ".git/3.jpg", "b.jpg");

        assertThat(found(true, folder)).containsExactly("a/1.jpg", "a/z/2.jpg", "b/1.jpg", "b.jpg", "c.jpg");
    }

    @Test
    void linkedFoldersAreFollowedButNeverRoundInACircle() throws Exception {
        files("a/1.jpg", "b/2.jpg");
        Files.createSymbolicLink(folder.resolve("a/up"), folder);
        Files.createSymbolicLink(folder.resolve("a/self"), folder.resolve("a"));
        Files.createSymbolicLink(folder.resolve("b/other"), folder.resolve("a"));

        assertThat(found(true, folder))
                .contains("a/1.jpg", "b/2.jpg", "b/other/1.jpg")
                .hasSizeLessThan(8);
    }

    @Test
    void aFileNamedItselfIsTakenWhateverItsNameAndWhetherOrNotItIsThere() throws Exception {
        files("picture", ".hidden.jpg");

        assertThat(found(false, folder.resolve("picture"), folder.resolve(".hidden.jpg"), folder.resolve("lost.jpg")))
                .containsExactly("picture", ".hidden.jpg", "lost.jpg");
    }

    @Test
    void aFileNamedTwiceComesOnce() throws Exception {
        files("a.jpg", "b/c.jpg");

        assertThat(found(true, folder.resolve("b"), folder, folder.resolve("./a.jpg"), folder.resolve("b/../b/c.jpg")))
                .containsExactly("b/c.jpg", "a.jpg");
    }

    @Test
    void globsMatchInsideAndAcrossFolders() throws Exception {
        files("a.jpg", "b.png", "s/c.jpg", "s/t/d.jpg", "s/.h/e.jpg", "odd[1].jpg");

        assertThat(found(false, folder.resolve("*.jpg"))).containsExactly("a.jpg", "odd[1].jpg");
        assertThat(found(false, folder.resolve("**/*.jpg")))
                .containsExactly("a.jpg", "odd[1].jpg", "s/c.jpg", "s/t/d.jpg");
        assertThat(found(false, folder.resolve("s/*/*.{jpg,png}"))).containsExactly("s/t/d.jpg");
        assertThat(found(false, folder.resolve("odd[1].jpg"))).containsExactly("odd[1].jpg");
        assertThat(found(false, folder.resolve("?.jpg"), folder.resolve("*.*")))
                .containsExactly("a.jpg", "b.png", "odd[1].jpg");
    }

    @Test
    void aGlobWithoutMatchesFailsLikeAMissingFile() {
        List<ImageFile> files = list(ImageFiles.of(List.of(folder + "/*.jpg"), false));

        assertThat(files).extracting(ImageFile::name).containsExactly(folder + "/*.jpg");
    }

    @Test
    void relativePathsAreBelowWhatHoldsEverythingNamed() throws Exception {
        files("x/a/1.jpg", "x/b/1.jpg", "x/c.jpg");

        assertThat(list(ImageFiles.of(List.of(folder + "/x/a", folder + "/x/b", folder + "/x/c.jpg"), false)))
                .extracting(file -> file.relative().toString())
                .containsExactly("a/1.jpg", "b/1.jpg", "c.jpg");
        assertThat(list(ImageFiles.of(List.of(folder + "/x/c.jpg"), false)))
                .extracting(file -> file.relative().toString())
                .containsExactly("c.jpg");
    }

    @Test
    void aPathRelativeToTheWorkingFolderStaysAsItWasWritten() {
        assertThat(list(ImageFiles.of(List.of("./pom.xml", ".//*.png", "../lost.jpg"), false)))
                .extracting(ImageFile::name)
                .containsExactly("pom.xml", "*.png", "../lost.jpg");
    }

    @Test
    void nothingNamedIsRefused() {
        assertThatThrownBy(() -> ImageFiles.of(List.of(), true)).hasMessageContaining("expected files or folders");
        assertThatThrownBy(() -> ImageFiles.of(List.of("a[.jpg"), true)).hasMessageContaining("found a[.jpg (");
    }

    @Test
    void whatCannotBeReadSaysWhy() throws Exception {
        files("empty.jpg", "text.jpg");
        Files.writeString(folder.resolve("text.jpg"), "no image");
        Files.write(folder.resolve("long.bmp"), new byte[] {'B', 'M', 0, 0});
        Files.createSymbolicLink(folder.resolve("broken.jpg"), folder.resolve("nowhere"));
        DecodeLimits limits = new DecodeLimits(3, 1, 1);

        assertThat(List.of("lost.jpg", "empty.jpg", "long.bmp", "broken.jpg", "."))
                .allSatisfy(name -> assertThatThrownBy(() -> file(name).read(limits))
                        .isInstanceOf(ImageException.class)
                        .hasMessageStartingWith("image: expected"));
        assertThatThrownBy(() -> file("text.jpg").read(DecodeLimits.DEFAULT)).hasMessageContaining("check the file");
        assertThatThrownBy(() -> file("long.bmp").read(limits)).hasMessageContaining("at most 3 bytes, found 4");
        assertThat(found(false, folder)).contains("broken.jpg");
    }

    private ImageFile file(String name) {
        return new ImageFile(folder.resolve(name), Path.of(name));
    }

    private void files(String... names) throws Exception {
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
    }

    private List<String> found(boolean recursive, Path... arguments) {
        List<String> named = List.of(arguments).stream().map(Path::toString).toList();
        return list(ImageFiles.of(named, recursive)).stream()
                .map(file -> folder.relativize(file.path().toAbsolutePath().normalize())
                        .toString())
                .toList();
    }

    private static List<ImageFile> list(ImageFiles files) {
        List<ImageFile> all = new ArrayList<>();
        files.forEach(all::add);
        return all;
    }
}
