package dev.descry.event.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.event.EventCodec;
import dev.descry.event.FakeEvents;
import dev.descry.event.StepRequested;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class BrokerFlowTest {
    private static final URI FUNCTION = URI.create("local:function");
    private static final Delivery ONCE = new Delivery(0, Duration.ZERO, Duration.ofSeconds(30), Optional.empty());
    private static final CloudEvent EVENT =
            EventCodec.write(FakeEvents.first("chat", "archive"), "intake", Instant.EPOCH);

    @Test
    void aSlowEventHoldsUpNoOtherUntilFiftyAreUnderWay() throws Exception {
        Semaphore entered = new Semaphore(0);
        CountDownLatch open = new CountDownLatch(1);
        List<String> running = new CopyOnWriteArrayList<>();
        Trigger slow = new Trigger(
                "slow",
                Map.of(),
                FUNCTION,
                event -> {
                    running.add(event.getId());
                    entered.release();
                    open.await();
                    return Answer.NOTHING;
                },
                ONCE);
        try (MemoryBroker broker = new MemoryBroker(List.of(slow), wait -> {})) {
            for (int i = 0; i < 60; i++) {
                broker.publish(CloudEventBuilder.from(EVENT).withId("e" + i).build());
            }
            entered.acquire(50);
            assertThat(running).hasSize(50);
            open.countDown();
            broker.awaitQuiet();
            assertThat(running).hasSize(60);
        }
    }

    @Test
    void aReplyThatMatchesItsOwnTriggerCirclesUntilItsHopsAreUsedUp() throws Exception {
        List<Integer> hops = new CopyOnWriteArrayList<>();
        Trigger loop = new Trigger(
                "loop",
                Map.of("next", "chat"),
                FUNCTION,
                event -> {
                    StepRequested asked = (StepRequested) EventCodec.read(event);
                    hops.add(asked.passage().hop());
                    if (asked.passage().ended(Instant.EPOCH).isPresent()) {
                        return Answer.NOTHING;
                    }
                    return Answer.reply(EventCodec.write(
                            new StepRequested(
                                    asked.run(),
                                    asked.image(),
                                    asked.slip(),
                                    asked.passage().onward()),
                            "chat",
                            Instant.EPOCH));
                },
                ONCE);
        try (MemoryBroker broker = new MemoryBroker(List.of(loop), wait -> {})) {
            broker.publish(EVENT);
            broker.awaitQuiet();
        }
        assertThat(hops).hasSize(18).endsWith(17);
    }
}
