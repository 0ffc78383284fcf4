package dev.descry.functions.workbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.functions.workbench.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
    private static final String RECORD = """
            {"image":"scene-1.png","steps":[\
            {"expert":"x","outcome":"captioned","text":"A <b> circle & a star."},\
            {"expert":"y","outcome":"captioned","text":"A red circle.","judgements":[\
            {"segments":[{"text":"A star.","similarity":0.0512,"kept":false}]}]}],"caption":"A red circle."}
            """;

    private final Shell shell = new Shell();

    @TempDir
    Path folder;

    @Test
    void everyStepGetsALineOfFigures() throws IOException {
        Path run = Files.writeString(folder.resolve("captions.jsonl"), RECORD);
        Path written = Files.writeString(folder.resolve("refs.csv"), "image,caption\nscene-1.png,A red circle.\n");

        assertThat(shell.run("evaluate", run.toString(), "--references", written.toString()))
                .isZero();

        assertThat(shell.out().lines().map(line -> line.split(" {2,}", -1)[0])).contains("1 x", "2 y", "final");
        assertThat(shell.out()).contains("ROUGE-L", "1.0000", "guesswork");
    }

    @Test
    void thePageShowsWhatEachStepChangedAndEscapesWhatModelsWrite() throws IOException {
        Path run = Files.writeString(folder.resolve("captions.jsonl"), RECORD);
        Samples.copy("scene-1.png", folder);
        Path page = folder.resolve("report.html");

        assertThat(shell.run("evaluate", run.toString(), "--images", folder.toString(), "--html", page.toString()))
                .isZero();

        assertThat(Files.readString(page))
                .contains(
                        "src=\"scene-1.png\"",
                        "&lt;b&gt; circle &amp; a star.",
                        "<ins>red circle.</ins>",
                        "<del>",
                        "<b>0.051</b>",
                        "A star.")
                .doesNotContain("<b> circle")
                .as("the first to speak changed nothing")
                .doesNotContain("<ins>A");
    }

    @Test
    void aFileWithoutCaptionsIsOneClearError() throws IOException {
        Path run =
                Files.writeString(folder.resolve("captions.jsonl"), "{\"image\":\"a\",\"caption\":null,\"steps\":[]}");

        assertThat(shell.run("evaluate", run.toString())).isEqualTo(2);
        assertThat(shell.err()).contains("expected at least one image with a caption");
    }
}
