package dev.descry.functions.workbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.functions.workbench.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The CLIP-Interrogator as an expert, with the bundled models. */
class InterrogatorCommandTest {
    private final Shell shell = new Shell();

    @TempDir
    Path folder;

    @Test
    void termsFollowTheCaptionOfAnEarlierStep() throws IOException {
        Samples.copy("scene-1.png", folder);

        assertThat(shell.run("caption", folder.toString(), "--experts", "qwen2-vl:scenes,clip-interrogator:fast"))
                .isZero();

        String caption = Files.readString(folder.resolve("scene-1.txt"));
        assertThat(caption).startsWith(Samples.truth("scene-1.png").strip() + ", ");
        assertThat(Files.readString(folder.resolve("captions.jsonl"))).contains("\"phrases\"", "\"similarity\"");
    }

    @Test
    void ownTermsAreRankedWithoutACaption() throws IOException {
        Samples.copy("scene-1.png", folder);
        Path terms = Files.createDirectory(folder.resolve("terms"));
        Files.writeString(terms.resolve("mine.txt"), "a flooded street\n\nwhite\nblack\n");

        assertThat(shell.run(
                        "caption",
                        folder.toString(),
                        "--experts",
                        "clip-interrogator:custom",
                        "--terms",
                        terms.toString()))
                .isZero();

        assertThat(Files.readString(folder.resolve("scene-1.txt")).strip().split(", "))
                .containsExactlyInAnyOrder("a flooded street", "white", "black");
    }

    @Test
    void anUnknownModeIsOneLineThatListsTheModes() throws IOException {
        Samples.copy("scene-1.png", folder);

        assertThat(shell.run("caption", folder.toString(), "--experts", "clip-interrogator:slow"))
                .isEqualTo(2);

        assertThat(shell.err()).contains("expected one of caption, classic, fast, best, negative, analyse, custom");
        assertThat(shell.err().lines()).hasSize(1);
    }
}
