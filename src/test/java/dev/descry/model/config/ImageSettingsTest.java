package dev.descry.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.model.ModelException;
import dev.descry.tensor.ClipPreprocessing;
import dev.descry.tensor.ClipPreprocessing.Offset;
import dev.descry.tensor.Normalisation;
import dev.descry.tensor.Qwen2VlPreprocessing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSettingsTest {
    private static final Qwen2VlConfig.Vision QWEN = new Qwen2VlConfig.Vision(2, 32, 2, 64, 3, 14, 2, 2);
    private static final ClipConfig.Vision CLIP =
            new ClipConfig.Vision(new ClipConfig.Tower(64, 2, 2, 128, ClipConfig.Activation.QUICK_GELU, 1e-5), 224, 16);
    private static final Normalisation OWN =
            new Normalisation(1 / 255.0, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));

    @TempDir
    private static Path folder;

    @Test
    void everyStepOfThePublishedSettingsIsNamed() throws IOException {
        JsonNode whole = whole("{\"patch_size\":14,\"image_mean\":[0.5,0.5,0.5]}");

        assertThat(whole.path("do_normalize").asBoolean()).isTrue();
        assertThat(whole.path("rescale_factor").asDouble()).isEqualTo(0.00392156862745098);
        assertThat(whole.path("patch_size").asInt()).isEqualTo(14);
        assertThat(whole.path("image_mean")).hasSize(3);
    }

    @Test
    void whatAFileSaysStays() throws IOException {
        JsonNode whole = whole("{\"do_resize\":false,\"resample\":2}");

        assertThat(whole.path("do_resize").asBoolean(true)).isFalse();
        assertThat(whole.path("resample").asInt()).isEqualTo(2);
    }

    @Test
    void limitsOfAreaStandInOneOfTwoPlaces() {
        assertThat(read("{'min_pixels':3136,'max_pixels':12845056,'patch_size':14}")
                        .qwen2Vl(QWEN))
                .isEqualTo(Qwen2VlPreprocessing.DEFAULT.within(3_136, 12_845_056));
        assertThat(read("{'size':{'shortest_edge':12544,'longest_edge':50176},'min_pixels':null}")
                        .qwen2Vl(QWEN))
                .isEqualTo(Qwen2VlPreprocessing.DEFAULT.within(12_544, 50_176));
    }

    @Test
    void sidesAreNumbersOrObjects() {
        ClipPreprocessing usual = new ClipPreprocessing(224, 224, Offset.DOWN, Normalisation.CLIP);
        assertThat(read("{}").clip(CLIP)).isEqualTo(usual);
        assertThat(read("{'size':224,'crop_size':224}").clip(CLIP)).isEqualTo(usual);
        assertThat(read("{'size':{'shortest_edge':256},'crop_size':{'height':224,'width':224}}")
                        .clip(CLIP))
                .isEqualTo(new ClipPreprocessing(256, 224, Offset.DOWN, Normalisation.CLIP));
        assertThat(read("{'crop_offset':'half_even'}").clip(CLIP).offset()).isEqualTo(Offset.HALF_EVEN);
        assertThat(read("{'size':224}").blip(VitConfig.BLIP2))
                .isEqualTo(read("{'size':{'height':224,'width':224}}").blip(VitConfig.BLIP2))
                .isEqualTo(read("{}").blip(VitConfig.BLIP2));
    }

    @Test
    void ownMeansAndDeviationsAreTakenByEveryFamily() {
        ImageSettings own = read("{'image_mean':[0.5,0.5,0.5],'image_std':[0.25,0.25,0.25]}");
        assertThat(own.qwen2Vl(QWEN).normalisation()).isEqualTo(OWN);
        assertThat(own.clip(CLIP).normalisation()).isEqualTo(OWN);
        assertThat(own.blip(VitConfig.BLIP).normalisation()).isEqualTo(OWN);
    }

    @Test
    void filesThatDoNotFitTheModelAreRefused() {
        Consumer<ImageSettings> qwen = settings -> settings.qwen2Vl(QWEN);
        refused("{'patch_size':16}", qwen, "patch_size: expected 14 as in config.json, found 16");
        refused("{'image_mean':[0.5]}", qwen, "expected 3 means");
        refused("{'image_mean':['half']}", qwen, "image_mean: expected a list of numbers, found [\"half\"]");
        refused("{'min_pixels':500,'max_pixels':400}", qwen, "expected");
        refused("{'min_pixels':'many'}", qwen, "min_pixels: expected a whole number from 0 up, found \"many\"");
        refused("{", qwen, "expected JSON");
        Consumer<ImageSettings> clip = settings -> settings.clip(CLIP);
        refused("{'resample':2}", clip, "resample: expected 3 (bicubic), found 2");
        refused("{'do_center_crop':false}", clip, "do_center_crop: expected true, found false");
        refused("{'crop_size':336}", clip, "crop_size: expected 224 as in config.json, found 336");
        refused("{'size':200}", clip, "crop_size: expected 1 to the shortest edge 200, found 224");
        refused("{'crop_offset':'up'}", clip, "crop_offset: expected down or half_even, found up");
        refused(
                "{'size':{'height':224,'width':336}}",
                settings -> settings.blip(VitConfig.BLIP2),
                "size: expected 224 x 224 as in config.json, found 224 x 336");
    }

    private static void refused(String json, Consumer<ImageSettings> use, String message) {
        assertThatThrownBy(() -> use.accept(read(json)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(message);
    }

    private static ImageSettings read(String json) {
        try {
            Path file = folder.resolve("preprocessor_config.json");
            return ImageSettings.read(Files.writeString(file, json.replace('\'', '"')));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode whole(String json) throws IOException {
        return ImageSettings.whole(new ObjectMapper().readTree(json));
    }
}
