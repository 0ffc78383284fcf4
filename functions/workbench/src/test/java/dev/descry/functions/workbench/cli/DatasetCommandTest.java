package dev.descry.functions.workbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.functions.workbench.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datasets in small, with the bundled model. */
class DatasetCommandTest {
    private final Shell shell = new Shell();

    @TempDir
    Path folder;

    @Test
    void crisisMmdIsDescribedWithItsTweetsAndMissingImagesAreCounted() throws IOException {
        Path images = Files.createDirectories(folder.resolve("data_image/floods/1_1_2017"));
        Samples.copy("scene-1.png", images);
        Files.createDirectory(folder.resolve("annotations"));
        Files.writeString(folder.resolve("annotations/floods_final_data.tsv"), """
                tweet_id\ttweet_text\timage_path
                1\tWater "everywhere"\tdata_image/floods/1_1_2017/scene-1.jpg
                2\tGone\tdata_image/floods/1_1_2017/gone.jpg
                """);

        int code = shell.run(
                "dataset",
                "crisismmd",
                folder.toString(),
                "--prompt-template",
                "The tweet: {tweet}. Describe the image.",
                "--write",
                "txt,csv",
                "--header",
                "--report",
                folder.resolve("report.json").toString());

        assertThat(code).isEqualTo(1);
        assertThat(shell.out()).contains("captioned      1", "failed         1", "missing_image: 1");
        assertThat(images.resolve("scene-1.txt")).content().startsWith("[Description]\n");
        JsonNode record = new ObjectMapper()
                .readTree(Files.readAllLines(folder.resolve("captions.jsonl")).getFirst());
        assertThat(record.path("fields").path("tweet").asText()).isIn("Water \"everywhere\"", "Gone");
        assertThat(folder.resolve("captions.csv")).content().contains("\"Water \"\"everywhere\"\"\"");
        JsonNode report = new ObjectMapper().readTree(Files.readString(folder.resolve("report.json")));
        assertThat(report.path("problems").path("missing_image").path("count").asInt())
                .isEqualTo(1);
        JsonNode first = report.path("steps").path(0);
        // An earlier run of this test may have left the caption in the store.
        assertThat(first.path("written").asInt() + first.path("kept").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"crisismmd", "scienceqa"})
    void imagesStayHereUnlessTheirOwnerMayPassThemOn(String dataset) throws IOException {
        Samples.copy("scene-1.png", Files.createDirectories(folder.resolve("images/test/7")));
        Files.createDirectory(folder.resolve("annotations"));
        Files.writeString(
                folder.resolve("annotations/floods_final_data.tsv"),
                "tweet_id\ttweet_text\timage_path\n1\tWater\timages/test/7/scene-1.png\n");
        Files.writeString(
                folder.resolve("problems.json"),
                "{\"7\": {\"question\": \"Which?\", \"split\": \"test\", \"image\": \"scene-1.png\"}}");
        List<String> asked = List.of(
                "dataset",
                dataset,
                folder.toString(),
                "--dry-run",
                "--experts",
                "openai:m@https://vision.example.org/v1");

        assertThat(shell.run(asked.toArray(String[]::new))).isEqualTo(2);
        assertThat(shell.err()).contains("the dataset's terms", "found openai:m@https://vision.example.org/v1");

        List<String> allowed =
                Stream.concat(asked.stream(), Stream.of("--allow-remote")).toList();
        assertThat(shell.run(allowed.toArray(String[]::new))).isZero();
        assertThat(shell.out()).contains("would be described: 1");
    }

    @Test
    void aFieldThatTheDatasetDoesNotHaveIsUsage() throws IOException {
        Files.writeString(folder.resolve("list.csv"), "image,title\nx.png,A\n");

        assertThat(shell.run(
                        "dataset", "manifest", folder.resolve("list.csv").toString(), "--prompt-template", "{tweet}"))
                .isEqualTo(2);

        assertThat(shell.err()).contains("expected holes for file, folder, image, title, found the hole {tweet}");
        assertThat(shell.err().lines()).hasSize(1);
    }

    @Test
    void aDryRunWithASampleTellsWhatAllOfThemTake() throws IOException {
        Samples.copy("scene-1.png", folder);
        Samples.copy("scene-2.png", folder);
        Samples.copy("scene-3.png", folder);

        assertThat(shell.run("caption", folder.toString(), "--dry-run", "--sample", "1"))
                .isZero();

        assertThat(shell.out()).contains("reckoned from 1 images: 3 images will take about");
        assertThat(folder.resolve("scene-1.txt")).doesNotExist();
    }

    @Test
    void datasetsHaveHelpAndRefuseWhatIsNoneOfThem() {
        assertThat(shell.run("dataset", "scienceqa", "--help")).isZero();
        assertThat(shell.out()).contains("--split", "--allow-remote", "--near-duplicates");
        assertThat(shell.run("dataset", "scienceqa", folder.toString())).isEqualTo(2);
        assertThat(shell.err()).contains("scienceqa: expected problems.json");
    }
}
