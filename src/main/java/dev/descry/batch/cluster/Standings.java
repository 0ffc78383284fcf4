package dev.descry.batch.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.dataset.CaptionsJsonl;
import dev.descry.image.ImageRef;
import dev.descry.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/** What has come of batches so far, read from the store image by image. */
public final class Standings {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Transcripts asked for at the same time. */
    private static final int AHEAD = 32;

    private final ObjectStore store;
    private final Submissions submissions;

    public Standings(ObjectStore store) {
        this.store = store;
        this.submissions = new Submissions(store);
    }

    /**
     * How far a batch is.
     *
     * @param images in all
     * @param fed given to the broker
     * @param captioned with a caption
     * @param failed ended without one
     */
    public record Standing(long images, long fed, long captioned, long failed) {
        /** Runs begun and not ended. */
        public long underWay() {
            return Math.max(0, fed - captioned - failed);
        }
    }

    /** Counts; looks only at images that were fed. */
    public Standing of(Submission batch) {
        long fed = submissions.fed(batch.name());
        long captioned = 0;
        long failed = 0;
        try (Stream<ImageRef> images = submissions.images(batch, 0).limit(fed);
                Stream<Ended> ended = ended(batch, images)) {
            for (Ended run : (Iterable<Ended>) ended::iterator) {
                boolean good = run.transcript().path("outcome").asText().equals("captioned");
                captioned += good ? 1 : 0;
                failed += good ? 0 : 1;
            }
        }
        return new Standing(batch.images(), fed, captioned, failed);
    }

    /**
     * Writes the transcripts of the runs that have ended as records; those recorded before are not written again.
     *
     * @return how many have ended
     */
    public long results(Submission batch, Path records) {
        long ended = 0;
        try (CaptionsJsonl file = CaptionsJsonl.open(records);
                Stream<Ended> runs = ended(batch, submissions.images(batch, 0))) {
            for (Ended run : (Iterable<Ended>) runs::iterator) {
                file.append(record(run));
                ended++;
            }
        }
        return ended;
    }

    private static ObjectNode record(Ended run) {
        ImageRef image = run.image();
        ObjectNode record = run.transcript();
        record.put("image", "%s://%s/%s".formatted(image.store(), image.bucket(), image.key()));
        if (record.has("failure")) {
            record.putObject("error")
                    .put("kind", "failed")
                    .put("message", record.path("failure").asText());
        }
        return record;
    }

    private record Ended(ImageRef image, ObjectNode transcript) {}

    /** In the order of the batch; some are asked for ahead, since a store far away takes its time for each. */
    private Stream<Ended> ended(Submission batch, Stream<ImageRef> images) {
        return images.gather(Gatherers.mapConcurrent(AHEAD, image -> ended(batch, image)))
                .flatMap(Optional::stream);
    }

    private Optional<Ended> ended(Submission batch, ImageRef image) {
        return store.get(batch.run(image).transcript())
                .flatMap(Standings::json)
                .filter(ObjectNode.class::isInstance)
                .map(json -> new Ended(image, (ObjectNode) json));
    }

    private static Optional<JsonNode> json(byte[] utf8) {
        try {
            return Optional.of(JSON.readTree(new String(utf8, StandardCharsets.UTF_8)));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
