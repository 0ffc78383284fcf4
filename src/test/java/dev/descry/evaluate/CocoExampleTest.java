package dev.descry.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The example of the COCO caption evaluation (folder {@code example} of github.com/salaniz/pycocoevalcap), whose references are
 * too large to be kept here: {@code DESCRY_COCO_EXAMPLE=/folder}. Without it the test is skipped and says so.
 */
class CocoExampleTest {
    private static final Offset<Double> THREE_DIGITS = within(0.0005);

    @Test
    void theExampleScoresAsPublished() throws IOException {
        Path folder = folder();

        Scores scores = Evaluation.of(
                        CaptionFile.captions(folder.resolve("captions_val2014_fakecap_results.json")),
                        Optional.of(CaptionFile.references(folder.resolve("captions_val2014.json"))),
                        Optional.empty(),
                        image -> Optional.empty())
                .stages()
                .getLast();

        assertThat(scores.bleu()).containsExactly(new double[] {.579, .404, .279, .191}, THREE_DIGITS);
        assertThat(scores.rougeL().orElseThrow()).isEqualTo(.396, THREE_DIGITS);
        assertThat(scores.ciderD().orElseThrow()).isEqualTo(.600, THREE_DIGITS);
    }

    private static Path folder() {
        Optional<Path> folder =
                Optional.ofNullable(System.getenv("DESCRY_COCO_EXAMPLE")).map(Path::of);
        if (folder.filter(Files::isDirectory).isEmpty()) {
            String missing = "CocoExampleTest DID NOT RUN: expected the example folder of pycocoevalcap in"
                    + " DESCRY_COCO_EXAMPLE, found none; clone github.com/salaniz/pycocoevalcap and set it";
            System.getLogger("dev.descry.evaluate").log(System.Logger.Level.WARNING, missing);
            Assumptions.abort(missing);
        }
        return folder.orElseThrow();
    }
}
