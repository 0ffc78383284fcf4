package dev.descry.batch.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.chain.Chain;
import dev.descry.chain.ChainJson;
import dev.descry.event.RunId;
import dev.descry.image.ImageRef;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A batch handed to a cluster.
 *
 * @param name 1 to 64 letters, digits, {@code -} and {@code _}
 * @param chain run on each image
 * @param images listed
 * @param parts lists they are in
 * @param deadline when runs that have not ended are given up
 */
public record Submission(String name, Chain chain, long images, int parts, Instant deadline) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    public Submission {
        requireName(name);
    }

    static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "batch: expected a name of 1 to 64 letters, digits, - and _, found '" + name + "'");
        }
    }

    /** The run of one of its images: the same for the same version of an image and the same chain, in every batch. */
    public RunId run(ImageRef image) {
        return RunId.of(
                image.store(),
                image.bucket(),
                image.key(),
                image.version().orElse(""),
                ChainJson.write(chain).toString());
    }

    /** The folder in the store that holds all there is of the batch, with {@code /} at its end. */
    static String folder(String name) {
        return "batches/" + name + "/";
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("batch", name);
        json.put("images", images);
        json.put("parts", parts);
        json.put("deadline", deadline.toString());
        json.set("chain", ChainJson.write(chain));
        return json;
    }

    static Submission read(JsonNode json) {
        return new Submission(
                json.path("batch").asText(),
                ChainJson.read(json.path("chain")),
                json.path("images").asLong(),
                json.path("parts").asInt(),
                Instant.parse(json.path("deadline").asText()));
    }
}
