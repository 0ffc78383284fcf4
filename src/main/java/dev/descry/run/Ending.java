package dev.descry.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.caption.Caption;
import dev.descry.chain.Chain;
import dev.descry.chain.Outcome;
import dev.descry.chain.StepOutcome;
import dev.descry.chain.Transcript;
import dev.descry.chain.TranscriptJson;
import dev.descry.image.ImageId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a run ended.
 *
 * @param image of the bytes described; empty when no step could read any
 * @param steps every step of the chain, in order
 * @param failure why the run has no caption that counts; empty when it has one
 */
record Ending(RunRecord record, Optional<ImageId> image, List<StepOutcome> steps, Optional<Outcome.Failed> failure) {
    /**
     * Puts together what the steps left.
     *
     * @param results of each step of the chain, in order; empty where it was never done
     * @param given the failure that ended the run from outside, such as its deadline
     */
    static Ending of(RunRecord record, List<Optional<StepResult>> results, Optional<Outcome.Failed> given) {
        Chain chain = record.chain();
        List<StepResult> done = results.stream().flatMap(Optional::stream).toList();
        String reason = Onward.standing(chain, done).end().orElse("run failed");
        List<StepOutcome> steps = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            StepOutcome never = new StepOutcome(i, chain.steps().get(i).expert(), new Outcome.Skipped(reason), 0);
            steps.add(results.get(i).map(StepResult::outcome).orElse(never));
        }
        Optional<ImageId> image =
                done.stream().flatMap(result -> result.image().stream()).findFirst();
        return new Ending(record, image, steps, given.or(() -> failure(chain, steps)));
    }

    /** The newest accepted caption, without what a judge took out of it. */
    Optional<Caption> caption() {
        return image.flatMap(id -> transcript(id).caption());
    }

    /** The transcript as batch and HTTP write it, with the run's id and its outcome. */
    ObjectNode json() {
        String name = record.image().key();
        ObjectNode json =
                image.map(id -> TranscriptJson.write(name, transcript(id))).orElseGet(() -> withoutImage(name));
        json.put("run", record.id().text());
        json.put("outcome", failure.isEmpty() ? "captioned" : "failed");
        failure.ifPresent(why -> json.put("failure", why.message()));
        return json;
    }

    private Transcript transcript(ImageId id) {
        return new Transcript(id, record.chain().name(), steps);
    }

    private ObjectNode withoutImage(String name) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("image", name);
        json.putNull("imageId");
        var list = json.putArray("steps");
        steps.forEach(step -> list.add(TranscriptJson.write(step)));
        json.putNull("caption");
        return json;
    }

    private static Optional<Outcome.Failed> failure(Chain chain, List<StepOutcome> steps) {
        // The transcript's image plays no part in these two questions.
        Transcript transcript = new Transcript(ImageId.of(new byte[0]), chain.name(), steps);
        Optional<StepOutcome> stopped = chain.stoppedBy(transcript);
        if (stopped.isPresent() && stopped.get().outcome() instanceof Outcome.Failed failed) {
            return Optional.of(failed);
        }
        if (transcript.caption().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(transcript.failure());
    }
}
