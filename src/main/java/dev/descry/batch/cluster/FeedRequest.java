package dev.descry.batch.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.event.Envelope;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Asks a cluster to feed a batch: a CloudEvent to a Knative JobSink, which starts a job that finds the event in a file. The
 * store is not named, because the job's own settings name it.
 *
 * @param batch its name
 * @param perSecond images at most, above 0
 * @param backlog images under way at most, 1 or more
 */
public record FeedRequest(String batch, double perSecond, int backlog) {
    public static final String TYPE = "dev.descry.batch.submitted";
    /** Between two looks for runs that have ended. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    private static final ObjectMapper JSON = new ObjectMapper();

    public FeedRequest {
        Submission.requireName(batch);
        new Pace(perSecond, backlog, LOOK);
    }

    public Pace pace() {
        return new Pace(perSecond, backlog, LOOK);
    }

    /**
     * As it is told. A JobSink starts one job for one source and id, so that asking twice starts one feeder; once that has
     * fed something and ended, asking again starts another.
     *
     * @param fed images that the broker has been given so far
     */
    public Envelope envelope(long fed, Instant time) {
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("batch", batch)
                .put("perSecond", perSecond)
                .put("backlog", backlog);
        return new Envelope(batch + "-" + fed, "/descry/batch", TYPE, batch, time, Map.of(), data);
    }

    /**
     * From a file with the event in the JSON format of CloudEvents.
     *
     * @throws IllegalArgumentException when it is no such event
     */
    public static FeedRequest read(byte[] event) {
        try {
            JsonNode json = JSON.readTree(event);
            JsonNode data = json.path("data");
            if (!json.path("type").asText().equals(TYPE) || !data.path("batch").isTextual()) {
                throw new IllegalArgumentException("event: expected the type %s and a batch, found the type '%s'"
                        .formatted(TYPE, json.path("type").asText()));
            }
            return new FeedRequest(
                    data.path("batch").asText(),
                    data.path("perSecond").asDouble(),
                    data.path("backlog").asInt());
        } catch (IOException e) {
            throw new IllegalArgumentException("event: expected JSON, found none", e);
        }
    }
}
