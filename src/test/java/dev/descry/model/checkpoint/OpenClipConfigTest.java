package dev.descry.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.model.JsonFields;
import dev.descry.model.ModelException;
import dev.descry.model.config.ClipConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published files of open_clip, said again in the words of Hugging Face. */
class OpenClipConfigTest {
    private static final String H_14 = """
            {"model_cfg": {"embed_dim": 1024,
              "vision_cfg": {"image_size": 224, "layers": 32, "width": 1280, "head_width": 80, "patch_size": 14},
              "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 1024, "heads": 16, "layers": 24}},
             "preprocess_cfg": {"mean": [0.48, 0.46, 0.41], "std": [0.27, 0.26, 0.28]}}""";

    private static final String BIG_G_14 = """
            {"model_cfg": {"embed_dim": 1280,
              "vision_cfg": {"image_size": 224, "layers": 48, "width": 1664, "head_width": 104,
                "mlp_ratio": 4.9231, "patch_size": 14},
              "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 1280, "heads": 20, "layers": 32}}}""";

    private static final String L_14 = """
            {"model_cfg": {"embed_dim": 768, "quick_gelu": true,
              "vision_cfg": {"image_size": 224, "layers": 24, "width": 1024, "patch_size": 14},
              "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 768, "heads": 12, "layers": 12}}}""";

    @TempDir
    private Path folder;

    @Test
    void sizesAreThoseOfTheModels() throws IOException {
        ClipConfig h = config(H_14);
        assertThat(h.projection()).isEqualTo(1024);
        assertThat(h.vision().tower())
                .isEqualTo(new ClipConfig.Tower(1280, 32, 16, 5120, ClipConfig.Activation.GELU, 1e-5));
        assertThat(h.text().tower())
                .isEqualTo(new ClipConfig.Tower(1024, 24, 16, 4096, ClipConfig.Activation.GELU, 1e-5));
        assertThat(h.text().readsLargest()).isTrue();
        assertThat(h.vision().positions()).isEqualTo(257);

        ClipConfig bigG = config(BIG_G_14);
        assertThat(bigG.vision().tower())
                .isEqualTo(new ClipConfig.Tower(1664, 48, 16, 8192, ClipConfig.Activation.GELU, 1e-5));
        assertThat(bigG.text().tower().heads()).isEqualTo(20);

        assertThat(config(L_14).vision().tower())
                .isEqualTo(new ClipConfig.Tower(1024, 24, 16, 4096, ClipConfig.Activation.QUICK_GELU, 1e-5));
    }

    @Test
    void imagesArePreparedAsTheFileSaysAndCroppedAsTorchvisionDoes() throws IOException {
        JsonFields images = read(H_14).preprocessor();
        assertThat(images.text("crop_offset")).isEqualTo("half_even");
        assertThat(images.node().path("image_mean").get(0).asDouble()).isEqualTo(0.48);
        assertThat(images.object("size").count("shortest_edge")).isEqualTo(224);
        assertThat(read(BIG_G_14).preprocessor().has("image_mean")).isFalse();
    }

    @Test
    void modelsOfAnotherBuildAreRefused() {
        assertRefused(
                H_14.replace("\"head_width\": 80", "\"timm_model_name\": \"vit\""),
                "vision_cfg: expected a plain CLIP model with",
                "found also [timm_model_name]");
        assertRefused(H_14.replace("\"embed_dim\": 1024", "\"custom_text\": true"), "model_cfg", "[custom_text]");
        assertRefused(
                H_14.replace("\"mean\"", "\"interpolation\": \"bilinear\", \"mean\""),
                "interpolation: expected bicubic, found bilinear");
        assertRefused(
                H_14.replace("\"head_width\": 80", "\"head_width\": 77"),
                "width: expected a multiple of head_width 77");
        assertRefused("{}", "expected");
    }

    private void assertRefused(String json, String... parts) {
        assertThatThrownBy(() -> {
                    OpenClipConfig config = read(json);
                    config.config();
                    config.preprocessor();
                })
                .isInstanceOf(ModelException.class)
                .hasMessageContainingAll(parts);
    }

    private ClipConfig config(String json) throws IOException {
        return ClipConfig.of(read(json).config().node());
    }

    private OpenClipConfig read(String json) throws IOException {
        Files.writeString(folder.resolve(OpenClipConfig.FILE), json);
        return OpenClipConfig.read(folder);
    }
}
