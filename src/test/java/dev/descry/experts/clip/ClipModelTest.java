package dev.descry.experts.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.image.Image;
import dev.descry.image.ImageException;
import dev.descry.model.ModelException;
import dev.descry.model.Precision;
import dev.descry.model.packages.ModelPackage;
import dev.descry.verify.Judge;
import dev.descry.verify.Similarity;
import dev.descry.verify.Verification;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClipModelTest {
    private static final List<String> TEXTS = List.of("a red boat", "the sky", "two children play with a ball");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"FP16, 0.9999", "INT8, 0.99", "INT4, 0.95", "INT4_128, 0.95"})
    void coarserWeightsPointTheSameWay(Precision precision, double least) {
        Image image = ClipReference.image("wide-100x37.png");
        float[] exactImage;
        Features exactTexts;
        try (ClipModel exact = open(Precision.FP32, "exact")) {
            exactImage = exact.image(image);
            exactTexts = exact.texts(TEXTS);
        }
        try (ClipModel coarse = open(precision, "coarse")) {
            assertThat(new Features(coarse.image(image), exactImage.length).similarity(0, exactImage))
                    .isGreaterThan((float) least);
            Features texts = coarse.texts(TEXTS);
            for (int i = 0; i < TEXTS.size(); i++) {
                assertThat(texts.similarity(i, exactTexts.row(i))).isGreaterThan((float) least);
            }
        }
    }

    @Test
    void aTextIsTheSameAloneAndAmongMany() {
        try (ClipModel clip = open(Precision.FP32, "package")) {
            List<String> many = IntStream.range(0, 70)
                    .mapToObj(i -> "word ".repeat(1 + i % 40) + i)
                    .toList();
            Features all = clip.texts(many);
            assertThat(all.count()).isEqualTo(70);
            for (int i : new int[] {0, 31, 32, 69}) {
                float[] alone = clip.texts(List.of(many.get(i))).row(0);
                assertThat(all.similarity(i, alone)).isGreaterThan(0.99999f);
                assertThat(ClipReference.error(all.row(i), alone)).isLessThan(1e-5);
            }
        }
    }

    @Test
    void aSentenceTooLongForTheModelIsScoredWholeInWindows() {
        try (ClipModel clip = open(Precision.FP32, "package")) {
            String longer = "a red boat lies on the calm lake and ".repeat(12);
            ClipScorer scorer = new ClipScorer(clip);
            List<Similarity> scores =
                    scorer.look(ClipReference.image("square-56x56.png")).score(List.of("a boat", longer, "a dog"));
            assertThat(scores).extracting(Similarity::windows).satisfies(windows -> {
                assertThat(windows.get(0)).isEqualTo(1);
                assertThat(windows.get(1)).isGreaterThan(1);
                assertThat(windows.get(2)).isEqualTo(1);
            });
            assertThat(clip.full(longer)).isTrue();
            // What stands only at the end of the text counts too.
            String other = longer + "no dog and no cat at all";
            assertThat(scorer.look(ClipReference.image("square-56x56.png"))
                            .score(List.of(other))
                            .getFirst()
                            .value())
                    .isNotEqualTo(scores.get(1).value());
        }
    }

    @Test
    void threadsShareOneModelAndGetTheSameNumbers() throws InterruptedException {
        try (ClipModel clip = open(Precision.FP32, "package")) {
            Judge judge = Judge.of(new ClipScorer(clip));
            String caption = "A red boat. A calm lake with hills. There is no dog!";
            Verification alone = judge.verify(ClipReference.image("rgba.png"), caption);
            Map<Integer, Verification> found = new ConcurrentHashMap<>();
            List<Thread> threads = IntStream.range(0, 6)
                    .mapToObj(i -> Thread.ofPlatform()
                            .start(() -> found.put(i, judge.verify(ClipReference.image("rgba.png"), caption))))
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(found.values()).hasSize(6).containsOnly(alone);
        }
    }

    @Test
    void emptyListsAndEmptyTextsAreAnswered() {
        try (ClipModel clip = open(Precision.FP32, "package")) {
            assertThat(clip.texts(List.of()).count()).isZero();
            assertThat(clip.texts(Collections.nCopies(2, "")).count()).isEqualTo(2);
            assertThatThrownBy(() -> clip.image(ClipReference.image("truncated.png")))
                    .isInstanceOf(ImageException.class);
        }
    }

    @Test
    void aCallerMayAskForTheCropOfOpenClip() throws IOException {
        ModelPackage files = ClipReference.build(ClipReference.QUICK, folder, Precision.FP32);
        Image wide = stripes(227, 224); // 3 columns too many: transformers leaves out 1 on the left, open_clip 2
        float[] asked;
        try (ClipModel clip = ClipReference.open(files)) {
            asked = clip.imageAsOpenClip(wide);
            assertThat(clip.image(wide)).isNotEqualTo(asked);
        }
        Files.delete(files.file("descry.json"));
        Path settings = files.file("preprocessor_config.json");
        Files.writeString(settings, Files.readString(settings).replaceFirst("\\{", "{\"crop_offset\": \"half_even\","));
        try (ClipModel clip = ClipReference.open(ModelPackage.open(files.folder()))) {
            assertThat(clip.image(wide)).isEqualTo(asked);
        }
    }

    @Test
    void aPackageWhoseSettingsDoNotFitItsTowerIsRefused() throws IOException {
        ModelPackage files = ClipReference.build(ClipReference.QUICK, folder, Precision.FP32);
        Files.delete(files.file("descry.json"));
        Path settings = files.file("preprocessor_config.json");
        String text = Files.readString(settings);
        Files.writeString(settings, text.replaceFirst("\"crop_size\"\\s*:\\s*224", "\"crop_size\": 336"));
        assertThatThrownBy(() -> ClipReference.open(ModelPackage.open(files.folder())))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("crop_size: expected 224 as in config.json, found 336");
        Files.writeString(settings, text.replaceFirst("\"do_center_crop\"\\s*:\\s*true", "\"do_center_crop\": false"));
        assertThatThrownBy(() -> ClipReference.open(ModelPackage.open(files.folder())))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("do_center_crop");
    }

    private static Image stripes(int width, int height) throws IOException {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                picture.setRGB(x, y, x * x * 65_793 & 0xFFFFFF);
            }
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", png);
        return Image.of(png.toByteArray());
    }

    private ClipModel open(Precision precision, String name) {
        return ClipReference.open(ClipReference.build(ClipReference.QUICK, folder.resolve(name), precision));
    }
}
