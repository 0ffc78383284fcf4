package dev.descry.experts.blip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.caption.Caption;
import dev.descry.caption.Decoding;
import dev.descry.caption.Prompt;
import dev.descry.caption.Search;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.ExpertContract;
import dev.descry.expert.Request;
import dev.descry.expert.TokenListener;
import dev.descry.experts.local.BlipCase;
import dev.descry.image.DecodeLimits;
import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.BuiltPackages;
import dev.descry.onnx.GenerationLoop;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.ort.Device;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlipExpertTest extends ExpertContract {
    private static final Settings SETTINGS = new Settings(Device.CPU, 2, 2, new GenerationLoop.Limits(8, 16));

    private static ModelPackage files;
    private static Expert expert;

    @BeforeAll
    static void open(@TempDir Path folder) {
        files = BuiltPackages.fp32("blip-384", folder.resolve("package"));
        expert = BlipExpert.open("blip:tiny", files, SETTINGS, DecodeLimits.DEFAULT);
    }

    @AfterAll
    static void close() {
        expert.close();
    }

    @Override
    protected Expert expert() {
        return expert;
    }

    @Override
    protected Request request() {
        return ask(Decoding.GREEDY.withMaxNewTokens(12));
    }

    @Override
    protected Expert another() {
        return BlipExpert.open("blip:tiny", files, SETTINGS, DecodeLimits.DEFAULT);
    }

    @Test
    void threeBeamsAreFollowedUnlessAskedOtherwise() {
        Decoding twelve = Decoding.GREEDY.withMaxNewTokens(12);
        assertThat(describe(expert, twelve).tokens())
                .isEqualTo(
                        describe(expert, twelve.withSearch(new Search(3, 1, 3))).tokens());
    }

    @Test
    void coarseWeightsAnswerToo(@TempDir Path folder) {
        Path checkpoint = Path.of("test/resources/dev/descry/reference/checkpoints/blip-384");
        for (Precision precision : new Precision[] {Precision.FP16, Precision.INT8, Precision.INT4}) {
            ModelPackage coarse =
                    BuiltPackages.build(checkpoint, folder.resolve(precision.label()), Precisions.of(precision, false));
            try (Expert one = BlipExpert.open("blip:coarse", coarse, SETTINGS, DecodeLimits.DEFAULT)) {
                assertThat(describe(one, Decoding.GREEDY.withMaxNewTokens(8)).tokens())
                        .as("%s", precision)
                        .isNotEmpty();
            }
        }
    }

    private static Request ask(Decoding how) {
        return new Request(BlipCase.of("blip-384").getFirst().file(), Prompt.custom("a picture of"), how);
    }

    private static Caption describe(Expert expert, Decoding how) {
        return expert.describe(ask(how), TokenListener.NONE, new Cancellation());
    }
}
