package dev.descry.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Image settings with what published files leave out. transformers takes the missing members from its classes' defaults;
 * transformers.js takes a missing step for one not wanted, and would feed the model pixels that were never normalised.
 */
final class ImageSettings {
    private static final int BICUBIC = 3;

    private ImageSettings() {}

    /** The same settings with every step named. What a file says stays. */
    static ObjectNode whole(JsonNode settings) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        whole.put("do_convert_rgb", true).put("do_resize", true).put("resample", BICUBIC);
        whole.put("do_rescale", true).put("rescale_factor", 1 / 255.0).put("do_normalize", true);
        settings.properties().forEach(member -> whole.set(member.getKey(), member.getValue()));
        return whole;
    }
}
