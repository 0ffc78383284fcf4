package dev.descry.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.dataset.CrisisMmd.Split;
import dev.descry.dataset.CrisisMmd.Task;
import dev.descry.image.DecodeLimits;
import dev.descry.image.ImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trees of the shape of the public datasets, with nothing of their content. */
@Timeout(60)
class DatasetsTest {
    private static final String ANNOTATIONS =
            "tweet_id\timage_id\ttext_info\timage_damage\ttweet_text\timage_url\timage_path";
    private static final String SPLIT =
            "event_name\ttweet_id\timage_id\ttweet_text\timage\tlabel\tlabel_text\tlabel_image\tlabel_text_image";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void crisisMmdGivesTheImagesOfItsTablesWithTheirTweets() throws Exception {
        image("data_image/mexico_earthquake/20_9_2017/1_0.jpg");
        image("data_image/mexico_earthquake/20_9_2017/not-listed.jpg");
        write(
                "annotations/mexico_earthquake_final_data.tsv",
                ANNOTATIONS,
                "1\t1_0\tinformative\t\tHe said \"help\": ¡señal! \u201cquote\thttp://x\tdata_image/mexico_earthquake/20_9_2017/1_0.jpg");

        CrisisMmd dataset = CrisisMmd.of(folder, Optional.empty(), List.of(), false);

        assertThat(dataset.localOnly()).isTrue();
        assertThat(dataset.fields()).contains("tweet", "image_damage");
        assertThat(all(dataset)).singleElement().satisfies(image -> {
            assertThat(image.relative()).hasToString("data_image/mexico_earthquake/20_9_2017/1_0.jpg");
            assertThat(image.fields())
                    .containsEntry("tweet", "He said \"help\": ¡señal! \u201cquote")
                    .containsEntry("image_damage", "");
            assertThat(image.read(DecodeLimits.DEFAULT).bytes()).hasSize(3);
        });
    }

    @Test
    void crisisMmdTellsPngFilesBehindJpgNamesAndMissingOnesFromThoseThatAreThere() throws Exception {
        image("data_image/srilanka_floods/25_6_2017/2_0.png");
        write(
                "annotations/srilanka_floods_final_data.tsv",
                ANNOTATIONS,
                "2\t2_0\t\t\tx\tu\tdata_image/srilanka_floods/25_6_2017/2_0.jpg",
                "3\t3_0\t\t\tx\tu\tdata_image/srilanka_floods/25_6_2017/3_0.jpg",
                "4\tcut short");

        List<ImageFile> images = all(CrisisMmd.of(folder, Optional.empty(), List.of(), false));

        assertThat(images).extracting(ImageFile::missing).containsExactly(false, true, false);
        assertThat(images.get(0).relative().toString()).endsWith("2_0.png");
        assertThatThrownBy(() -> images.get(2).read(DecodeLimits.DEFAULT))
                .isInstanceOf(ImageException.class)
                .hasMessage("row: expected 7 columns, found 2");
        assertThat(images.get(2).name()).endsWith("srilanka_floods_final_data.tsv:4");
    }

    @Test
    void crisisMmdReadsTheSplitsOfATaskWithAllOrWithAgreedLabels() throws Exception {
        write("crisismmd_datasplit_all/task_humanitarian_text_img_train.tsv", SPLIT, row("a"), row("b"));
        write("crisismmd_datasplit_all/task_humanitarian_text_img_dev.tsv", SPLIT, row("c"));
        write("crisismmd_datasplit_all/task_humanitarian_text_img_test.tsv", SPLIT, row("d"));
        write("agreed/task_humanitarian_text_img_agreed_lab_test.tsv", SPLIT, row("e"));

        assertThat(names(CrisisMmd.of(folder, Optional.of(Task.HUMANITARIAN), List.of(), false)))
                .containsExactly("a.jpg", "b.jpg", "c.jpg", "d.jpg");
        assertThat(names(CrisisMmd.of(folder, Optional.of(Task.HUMANITARIAN), List.of(Split.TEST, Split.DEV), false)))
                .containsExactly("d.jpg", "c.jpg");
        assertThat(names(CrisisMmd.of(folder, Optional.of(Task.HUMANITARIAN), List.of(Split.TEST), true)))
                .containsExactly("e.jpg");
        assertThatThrownBy(() -> CrisisMmd.of(folder, Optional.of(Task.DAMAGE), List.of(Split.TEST), false))
                .hasMessageContaining("task_damage_text_img_test.tsv");
        assertThatThrownBy(() -> CrisisMmd.of(folder, Optional.empty(), List.of(Split.TEST), false))
                .hasMessageContaining("add --task");
    }

    @Test
    void scienceQaTakesTheImagesOfItsProblemsAndNoPictureOfAnAnswer() throws Exception {
        image("images/train/5/image.png");
        image("images/train/5/choice_0.png");
        image("images/train/6/choice_0.png");
        write("pid_splits.json", "{\"train\":[\"5\",\"6\",\"8\"],\"minitrain\":[\"5\"],\"test\":[\"7\"]}");
        write(
                "problems.json",
                "{" + problem(5, "train", "\"image.png\"") + "," + problem(6, "train", "null") + ","
                        + problem(7, "test", "\"image.png\"") + "," + problem(8, "train", "\"image.png\"") + "}");

        List<ImageFile> train = all(ScienceQa.of(folder, List.of("train")));

        assertThat(train)
                .extracting(image -> image.relative().toString())
                .containsExactly("images/train/5/image.png", "images/train/8/image.png");
        assertThat(train).extracting(ImageFile::missing).containsExactly(false, true);
        assertThat(train.getFirst().fields())
                .containsEntry("question", "Which is it?")
                .containsEntry("choices", "(A) rock (B) sand")
                .containsEntry("answer", "sand")
                .containsEntry("hint", "");
        assertThat(names(ScienceQa.of(folder, List.of("minitrain")))).containsExactly("image.png");
        assertThat(all(ScienceQa.of(folder, List.of()))).hasSize(3);
        assertThatThrownBy(() -> ScienceQa.of(folder, List.of("valid"))).hasMessageContaining("train, minitrain, test");
        assertThat(ScienceQa.of(folder, List.of()).fields())
                .containsAll(train.getFirst().fields().keySet());
    }

    @Test
    void aBrokenProblemFileIsOneClearError() throws Exception {
        write("problems.json", "{\"1\": {\"image\": ");

        assertThatThrownBy(() -> all(ScienceQa.of(folder, List.of())))
                .isInstanceOf(java.io.UncheckedIOException.class)
                .hasMessageContaining("problems.json: expected a readable list of images");
    }

    private static String row(String name) {
        return "floods\t1\t1_0\ttext\tdata_image/floods/%s.jpg\tl\tl\tl\tl".formatted(name);
    }

    private static String problem(int pid, String split, String image) {
        return ("\"%d\":{\"question\":\"Which is it?\",\"choices\":[\"rock\",\"sand\"],\"answer\":1,\"hint\":\"\",\"image\":%s,"
                        + "\"split\":\"%s\",\"lecture\":\"\",\"solution\":\"s\"}")
                .formatted(pid, image, split);
    }

    private static List<ImageFile> all(Dataset dataset) {
        List<ImageFile> images = new ArrayList<>();
        dataset.forEach(images::add);
        return images;
    }

    private static List<String> names(Dataset dataset) {
        return all(dataset).stream()
                .map(image -> image.relative().getFileName().toString())
                .toList();
    }

    private void write(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, String.join("\n", lines) + "\n");
    }

    private void image(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[] {'B', 'M', 1});
    }
}
