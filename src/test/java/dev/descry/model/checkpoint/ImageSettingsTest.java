package dev.descry.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ImageSettingsTest {
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

    private static JsonNode whole(String json) throws IOException {
        return ImageSettings.whole(new ObjectMapper().readTree(json));
    }
}
