package dev.descry.functions.workbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.functions.workbench.Samples;
import dev.descry.model.packages.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main command, with the bundled models. */
class CaptionCommandTest {
    private final Shell shell = new Shell();

    @TempDir
    Path folder;

    @Test
    void writesASidecarForEveryImageAndOneFileOfTranscripts() throws IOException {
        Samples.copy("scene-1.png", folder);
        Samples.copy("scene-2.png", folder);

        assertThat(shell.run("caption", folder.toString())).isZero();

        assertThat(folder.resolve("scene-1.txt")).content().isEqualToIgnoringNewLines(Samples.truth("scene-1.png"));
        assertThat(folder.resolve("scene-2.txt")).content().isEqualToIgnoringNewLines(Samples.truth("scene-2.png"));
        assertThat(Files.readAllLines(folder.resolve("captions.jsonl"))).hasSize(2);
        assertThat(shell.out())
                .contains("1 blip2:scenes", "2 qwen2-vl:scenes", "judge clip:scenes", "of 3 kept", "captioned      2");
    }

    @Test
    void jsonIsOneObjectPerImageAndNothingElse() throws IOException {
        Path image = Samples.copy("scene-1.png", folder);

        assertThat(shell.run("caption", image.toString(), "--json")).isZero();

        List<String> lines = shell.out().lines().toList();
        assertThat(lines).hasSize(1);
        JsonNode json = new ObjectMapper().readTree(lines.getFirst());
        assertThat(json.path("image").asText()).isEqualTo(image.toString());
        assertThat(json.path("imageId").asText()).hasSize(64);
        assertThat(json.path("steps")).hasSize(2);
        JsonNode step = json.path("steps").path(0);
        assertThat(step.path("outcome").asText()).isEqualTo("captioned");
        assertThat(step.path("tokens")).isNotEmpty();
        assertThat(step.path("promptTokens").asInt()).isPositive();
        assertThat(step.path("provenance").path("modelDigest").asText()).hasSize(64);
        assertThat(json.path("caption").asText()).isEqualTo(Samples.truth("scene-1.png"));
    }

    @Test
    void theBundledJudgeNeedsNoThresholdAndMayBeLeftOut() throws IOException {
        Path image = Samples.copy("scene-1.png", folder);

        assertThat(shell.run("caption", image.toString(), "--json")).isZero();
        JsonNode judged =
                new ObjectMapper().readTree(shell.out().lines().toList().getLast());
        assertThat(judged.findValue("judge").asText()).isEqualTo("clip:scenes");
        assertThat(judged.findValue("threshold").asDouble())
                .isEqualTo(Catalog.standard().threshold("clip:scenes").orElseThrow());

        assertThat(shell.run("caption", image.toString(), "--judge", "never", "--json"))
                .isZero();
        assertThat(new ObjectMapper()
                        .readTree(shell.out().lines().toList().getLast())
                        .findValues("similarity"))
                .isEmpty();
    }

    @Test
    void aJudgeTakesOutWhatItDoubtsAndTheRecordKeepsIt() throws IOException {
        Path image = Samples.copy("scene-1.png", folder);
        Path clip = Path.of("../../src/test/resources/dev/descry/reference/checkpoints/clip-quick");

        // Random weights know nothing: a threshold that nothing reaches must leave no caption, and say why.
        assertThat(shell.run("caption", image.toString(), "--judge", clip.toString(), "--threshold", "1", "--json"))
                .isEqualTo(DescryCommand.SOME_FAILED);
        JsonNode strict =
                new ObjectMapper().readTree(shell.out().lines().toList().getLast());
        assertThat(strict.findValues("kept")).isNotEmpty().noneMatch(JsonNode::booleanValue);

        assertThat(shell.run("caption", image.toString(), "--judge", clip.toString(), "--threshold", "-1", "--json"))
                .isZero();
        JsonNode lenient =
                new ObjectMapper().readTree(shell.out().lines().toList().getLast());
        assertThat(lenient.path("caption").asText()).isEqualTo(Samples.truth("scene-1.png"));
        assertThat(lenient.findValues("kept")).isNotEmpty().allMatch(JsonNode::booleanValue);
        assertThat(lenient.findValues("similarity"))
                .allSatisfy(one -> assertThat(one.asDouble()).isBetween(-1.0, 1.0));
    }

    @Test
    void aThresholdNoCosineReachesIsRefusedBeforeAnythingIsRead() throws IOException {
        Path image = Samples.copy("scene-1.png", folder);
        assertThat(shell.run("caption", image.toString(), "--judge", "last", "--threshold", "1.5"))
                .isNotZero();
        assertThat(shell.err()).contains("threshold: expected a number from -1 to 1, found 1.5");
        assertThat(folder.resolve("scene-1.txt")).doesNotExist();
    }

    @Test
    void aSecondRunSkipsWhatIsDone() throws IOException {
        Samples.copy("scene-1.png", folder);
        shell.run("caption", folder.toString());

        assertThat(shell.run("caption", folder.toString())).isZero();

        assertThat(shell.out()).contains("skipped        1   has a caption: 1");
        assertThat(shell.out()).as("one line for each would hide what matters").doesNotContain("scene-1.png: has");
    }

    @Test
    void aFolderWithoutImagesAndAMisspeltOptionAreSaidInALine() {
        assertThat(shell.run("caption", folder.toString())).isZero();
        assertThat(shell.out()).contains("no image found; --recursive looks into the folders inside folders");

        assertThat(shell.run("caption", folder.toString(), "--quiet")).isEqualTo(2);
        assertThat(shell.err())
                .contains("descry: Unknown option: '--quiet'", "see ./descry caption --help")
                .doesNotContain("Usage:");
    }

    @Test
    void badImagesFailAloneWithOneClearLine() throws IOException {
        Samples.copy("scene-1.png", folder);
        Files.write(folder.resolve("empty.jpg"), new byte[0]);
        Files.writeString(folder.resolve("text.jpg"), "not an image");
        byte[] photo = Files.readAllBytes(Samples.FOLDER.resolve("photos/cat.jpg"));
        Files.write(folder.resolve("cut.jpg"), java.util.Arrays.copyOf(photo, photo.length / 2));

        assertThat(shell.run("caption", folder.toString())).isEqualTo(1);

        assertThat(shell.out()).contains("captioned      1", "failed         3", "found an empty file");
        assertThat(shell.err()).isEmpty();
        assertThat(folder.resolve("scene-1.txt")).exists();
        assertThat(folder.resolve("empty.txt")).doesNotExist();
    }

    @Test
    void anUnknownExpertListsThoseThatExist() throws IOException {
        Samples.copy("scene-1.png", folder);

        assertThat(shell.run("caption", folder.toString(), "--experts", "qwen9:tiny"))
                .isEqualTo(2);

        assertThat(shell.err()).contains("qwen9:tiny", "qwen2-vl:scenes", "qwen2-vl:2b");
        assertThat(shell.err().lines()).hasSize(1);
    }

    @Test
    void aModelThatIsNotThereSaysHowToGetIt() throws IOException {
        Samples.copy("scene-1.png", folder);

        assertThat(shell.run("caption", folder.toString(), "--experts", "qwen2-vl:2b"))
                .isEqualTo(1);

        assertThat(shell.out()).contains("./descry models pull qwen2-vl:2b");
    }

    @Test
    void anOutputThatCannotBeWrittenIsOneLine() throws IOException {
        Samples.copy("scene-1.png", folder);
        Path file = Files.writeString(folder.resolve("file"), "in the way");

        assertThat(shell.run("caption", folder.toString(), "--output", file.toString()))
                .isEqualTo(1);

        assertThat(shell.err().lines()).hasSize(1);
        assertThat(file).content().isEqualTo("in the way");
    }

    @Test
    void aDryRunWritesNothing() throws IOException {
        Samples.copy("scene-1.png", folder);

        assertThat(shell.run("caption", folder.toString(), "--dry-run")).isZero();

        assertThat(shell.out()).contains("would be described");
        assertThat(folder.resolve("scene-1.txt")).doesNotExist();
        assertThat(folder.resolve("captions.jsonl")).doesNotExist();
    }

    @Test
    void aWrongOptionIsUsage() {
        assertThat(shell.run("caption", folder.toString(), "--existing", "maybe"))
                .isEqualTo(2);
        assertThat(shell.err()).contains("--existing");
        assertThat(shell.run("caption", folder.toString(), "--max-new-tokens", "0"))
                .isEqualTo(2);
        assertThat(shell.err()).contains("max new tokens: expected 1 or more, found 0");
    }
}
