package dev.descry.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descry.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
    private static final String RUN = """
            {"image":"in/a.jpg","steps":[{"expert":"x","outcome":"captioned","text":"a dog"},\
            {"expert":"y","outcome":"captioned","text":"a black dog on grass"}],"caption":"a black dog on grass"}
            {"image":"in/b.jpg","steps":[{"expert":"x","outcome":"captioned","text":"a cat"},\
            {"expert":"y","outcome":"failed","kind":"timeout","message":"m"}],"caption":"a cat"}
            {"image":"in/c.jpg","steps":[{"expert":"x","outcome":"failed"}],"caption":null}
            """;
    private static final String WRITTEN = """
            {"image":"a.jpg","references":["a black dog on grass","a dog outdoors"]}
            {"image":"b.jpg","caption":"a cat"}
            """;

    @TempDir
    Path folder;

    @Test
    void everyStepIsMeasuredByWhatStoodAfterIt() throws IOException {
        Evaluation evaluation = evaluate(RUN, Optional.of(WRITTEN), Optional.empty());

        assertThat(evaluation.stages()).extracting(Scores::stage).containsExactly("1 x", "2 y", "final");
        assertThat(evaluation.stages().get(0).rougeL().orElseThrow())
                .isLessThan(evaluation.stages().get(1).rougeL().orElseThrow());
        assertThat(evaluation.stages().get(1).captions())
                .extracting(Measured::text)
                .containsExactly("a black dog on grass", "a cat");
        assertThat(evaluation.stages().getLast().rougeL()).hasValue(1);
    }

    @Test
    void figuresThatSayLittleComeWithANote() throws IOException {
        Evaluation evaluation =
                evaluate(RUN, Optional.of(WRITTEN.lines().findFirst().orElseThrow()), Optional.empty());

        assertThat(evaluation.withoutReferences()).containsExactly("in/b.jpg");
        assertThat(evaluation.notes())
                .anyMatch(note -> note.contains("with 1 images that is guesswork"))
                .anyMatch(note -> note.contains("1 of 2 images have no reference"));
        assertThat(evaluation.stages().getLast().ciderD()).hasValue(0);
    }

    @Test
    void clipScoreIsTwoAndAHalfTimesTheCosineAndSentencesCountApart() throws IOException {
        String run = "{\"image\":\"a.jpg\",\"caption\":\"Red ball. Blue box.\"}";

        ClipScore score = evaluate(
                        run, Optional.of("{\"image\":\"a.jpg\",\"caption\":\"red\"}"), Optional.of(new Colours()))
                .stages()
                .getLast()
                .captions()
                .getFirst()
                .clip()
                .orElseThrow();

        assertThat(score.whole()).isEqualTo(2.5 * Math.sqrt(0.5), within(1e-6));
        assertThat(score.sentences()).isEqualTo(2.5 / 2, within(1e-6));
        assertThat(score.leastSentence()).isZero();
        double whole = 2.5 * Math.sqrt(0.5);
        assertThat(score.withReferences().orElseThrow())
                .isEqualTo(2 * whole * Math.sqrt(0.5) / (whole + Math.sqrt(0.5)), within(1e-6));
    }

    @Test
    void anImageIsEncodedOnceHoweverManyStepsItsCaptionsTook() throws IOException {
        Colours model = new Colours();

        Evaluation evaluation = evaluate(RUN, Optional.of(WRITTEN), Optional.of(model));

        assertThat(evaluation.stages()).hasSize(3).allMatch(stage -> stage.clip()
                .isPresent());
        assertThat(model.images).isEqualTo(2);
    }

    @Test
    void cocoAnnotationsAndResultsFitTogether() throws IOException {
        String coco = """
                {"images":[{"id":7,"file_name":"COCO_val_7.jpg"}],
                 "annotations":[{"image_id":7,"caption":"a dog"},{"image_id":7,"caption":"one dog"}]}
                """;

        Evaluation byId = evaluate("[{\"image_id\":7,\"caption\":\"a dog\"}]", Optional.of(coco), Optional.empty());
        Evaluation byName = evaluate(
                "{\"image\":\"/data/COCO_val_7.jpg\",\"caption\":\"one dog\"}", Optional.of(coco), Optional.empty());

        assertThat(byId.stages().getLast().rougeL()).hasValue(1);
        assertThat(byName.stages().getLast().rougeL()).hasValue(1);
    }

    @Test
    void csvWithAHeadLineIsReadToo() throws IOException {
        Path captions = Files.writeString(folder.resolve("c.csv"), "image,caption\na.jpg,\"a dog, asleep\"\n");

        assertThat(CaptionFile.captions(captions).getFirst().caption()).isEqualTo("a dog, asleep");
    }

    @Test
    void whatIsNoCaptionFileIsSaidSo() throws IOException {
        Path odd = Files.writeString(folder.resolve("odd.jsonl"), "{\"picture\":1}");
        Path text = Files.writeString(folder.resolve("text.jsonl"), "hello");

        assertThatThrownBy(() -> CaptionFile.captions(odd)).hasMessageContaining("expected objects with image");
        assertThatThrownBy(() -> CaptionFile.captions(text)).hasMessageContaining("expected JSON, JSON lines or CSV");
        assertThatThrownBy(() -> evaluate("{\"image\":\"a\",\"caption\":\"\"}", Optional.empty(), Optional.empty()))
                .hasMessageContaining("expected at least one image with a caption");
    }

    @Test
    void aCaptionThatLoopsShowsInItsRepetition() {
        TextFigures loop = TextFigures.of("a dog and a dog and a dog and a dog and a dog");

        assertThat(loop.repetition()).isGreaterThan(0.7);
        assertThat(TextFigures.of("two cats sleep side by side").repetition()).isZero();
    }

    /** Sees a red thing; reads the words red and blue. */
    private static final class Colours implements Embedder {
        private int images;

        @Override
        public String model() {
            return "colours";
        }

        @Override
        public float[] image(Image image) {
            images++;
            return new float[] {1, 0};
        }

        @Override
        public List<float[]> texts(List<String> texts) {
            return texts.stream()
                    .map(text -> new float[] {
                        text.toLowerCase(Locale.ROOT).contains("red") ? 1 : 0,
                        text.toLowerCase(Locale.ROOT).contains("blue") ? 1 : 0
                    })
                    .map(each -> each[0] + each[1] == 2
                            ? new float[] {(float) Math.sqrt(0.5), (float) Math.sqrt(0.5)}
                            : each)
                    .toList();
        }

        @Override
        public boolean full(String text) {
            return false;
        }
    }

    private Evaluation evaluate(String run, Optional<String> written, Optional<Embedder> model) throws IOException {
        List<CaptionRecord> records = CaptionFile.captions(Files.writeString(folder.resolve("run.jsonl"), run));
        Optional<References> references = written.isEmpty()
                ? Optional.empty()
                : Optional.of(CaptionFile.references(Files.writeString(folder.resolve("refs.jsonl"), written.get())));
        return Evaluation.of(records, references, model, name -> Optional.of(Image.of(new byte[] {'B', 'M', 1})));
    }
}
