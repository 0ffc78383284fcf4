package dev.descry.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.chain.Chain;
import dev.descry.chain.ChainJson;
import dev.descry.event.Envelopes;
import dev.descry.event.RunId;
import dev.descry.image.ImageRef;
import java.util.function.Function;

/**
 * What a run is to do, kept in the store so that every function reads the same.
 *
 * @param image where the image lies
 * @param chain whole, with prompts and limits
 */
public record RunRecord(RunId id, ImageRef image, Chain chain) {
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("run", id.text());
        json.set("image", Envelopes.write(image));
        json.set("chain", ChainJson.write(chain));
        return json;
    }

    /** @param chains reads a chain */
    static RunRecord read(JsonNode json, Function<JsonNode, Chain> chains) {
        return new RunRecord(
                new RunId(json.path("run").asText()),
                Envelopes.image(json.path("image")),
                chains.apply(json.path("chain")));
    }
}
