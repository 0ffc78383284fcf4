package dev.descry.experts.qwen2vl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.model.ModelException;
import dev.descry.model.config.Qwen2VlConfig.Vision;
import dev.descry.tensor.Normalisation;
import dev.descry.tensor.Qwen2VlPreprocessing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreprocessorConfigTest {
    private static final Vision VISION = new Vision(2, 32, 2, 64, 3, 14, 2, 2);

    @TempDir
    private static Path folder;

    @Test
    void publishedFilesNameTheirPixelLimits() {
        Qwen2VlPreprocessing read = read("{\"min_pixels\":3136,\"max_pixels\":12845056,\"patch_size\":14}");
        assertThat(read).isEqualTo(Qwen2VlPreprocessing.DEFAULT.within(3_136, 12_845_056));
    }

    @Test
    void newerFilesKeepThePixelLimitsUnderSize() {
        Qwen2VlPreprocessing read = read(
                "{\"size\":{\"shortest_edge\":12544,\"longest_edge\":50176},\"min_pixels\":null,\"max_pixels\":null}");
        assertThat(read).isEqualTo(Qwen2VlPreprocessing.DEFAULT.within(12_544, 50_176));
    }

    @Test
    void ownMeansAndDeviationsAreTaken() {
        Qwen2VlPreprocessing read = read("{\"image_mean\":[0.5,0.5,0.5],\"image_std\":[0.25,0.25,0.25]}");
        assertThat(read.normalisation())
                .isEqualTo(new Normalisation(1 / 255.0, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25)));
    }

    @Test
    void filesThatDoNotFitTheModelAreRefused() {
        refused("{\"patch_size\":16}", "patch_size: expected 14 as in config.json, found 16");
        refused("{\"image_mean\":[0.5]}", "expected 3 means");
        refused("{\"min_pixels\":500,\"max_pixels\":400}", "expected");
        refused("{", "expected JSON");
    }

    private static void refused(String json, String message) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(ModelException.class).hasMessageContaining(message);
    }

    private static Qwen2VlPreprocessing read(String json) {
        try {
            return PreprocessorConfig.read(Files.writeString(folder.resolve("preprocessor_config.json"), json), VISION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
