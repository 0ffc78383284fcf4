package dev.descry.event.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.chain.Outcome;
import dev.descry.event.CaptionCompleted;
import dev.descry.event.CaptionFailed;
import dev.descry.event.Event;
import dev.descry.event.EventCodec;
import dev.descry.event.FakeEvents;
import dev.descry.event.NamedFunction;
import dev.descry.event.Passage;
import dev.descry.event.RoutingSlip;
import dev.descry.event.StepRequested;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.image.ImageId;
import io.cloudevents.CloudEvent;
import io.cloudevents.sql.EvaluationRuntime;
import io.cloudevents.sql.Parser;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Our filters against those of the CloudEvents SQL that Knative's triggers are written in. */
class TriggerFiltersTest {
    private static final List<String> ROUTE = List.of("qwen2-vl", "blip2", "clip-interrogator", "chat", "archive");

    @Test
    void everyEventOfAWholeChainFindsItsFunctionAndNoOtherInBothLanguages() {
        List<Trigger> triggers = Triggers.of(
                ROUTE.subList(0, 4).stream().map(TriggerFiltersTest::named).toList(),
                named("archive"),
                1,
                Duration.ZERO,
                Duration.ofSeconds(1));
        List<String> asked = new ArrayList<>();
        for (CloudEvent event : wholeChain()) {
            List<String> ours = triggers.stream()
                    .filter(trigger -> trigger.wants(event))
                    .map(Trigger::name)
                    .toList();
            List<String> theirs = triggers.stream()
                    .filter(trigger -> sql(trigger, event))
                    .map(Trigger::name)
                    .toList();
            assertThat(ours).isEqualTo(theirs);
            asked.add(String.join("+", ours));
        }
        assertThat(asked)
                .containsExactly("qwen2-vl", "blip2", "clip-interrogator", "chat", "archive", "", "archive-failed");
    }

    private static boolean sql(Trigger trigger, CloudEvent event) {
        String expression = trigger.exact().entrySet().stream()
                .map(wanted -> wanted.getKey() + " = '" + wanted.getValue() + "'")
                .sorted()
                .collect(Collectors.joining(" AND "));
        return (boolean) Parser.parseDefault(expression)
                .evaluate(EvaluationRuntime.getDefault(), event)
                .value();
    }

    private static List<CloudEvent> wholeChain() {
        Passage passage = Passage.until(FakeEvents.DEADLINE);
        List<Event> events = new ArrayList<>();
        Optional<RoutingSlip> slip = Optional.of(RoutingSlip.of(ROUTE));
        while (slip.isPresent()) {
            events.add(new StepRequested(FakeEvents.RUN, FakeEvents.IMAGE, slip.get(), passage));
            slip = slip.get().advance();
        }
        events.add(new CaptionCompleted(
                FakeEvents.RUN, FakeEvents.IMAGE, ImageId.of(new byte[0]), "A circle.", Optional.empty(), passage));
        events.add(new CaptionFailed(
                FakeEvents.RUN, FakeEvents.IMAGE, 2, new Outcome.Failed(Kind.REFUSED, "no"), passage));
        return events.stream()
                .map(event -> EventCodec.write(event, "test", Instant.EPOCH))
                .toList();
    }

    private static NamedFunction named(String name) {
        return new NamedFunction(name, (event, extensions) -> Optional.empty(), Clock.systemUTC());
    }
}
