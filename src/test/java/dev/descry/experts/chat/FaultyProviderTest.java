package dev.descry.experts.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.FakeExperts;
import dev.descry.chain.OnFailure;
import dev.descry.chain.Retry;
import dev.descry.chain.Step;
import dev.descry.chain.StepMemory;
import dev.descry.chain.Transcript;
import dev.descry.expert.Expert;
import dev.descry.experts.chat.FakeChatServer.Reply;
import dev.descry.image.Image;
import io.smallrye.mutiny.Multi;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many captions through a provider on a bad day. */
@Timeout(300)
class FaultyProviderTest {
    private static final int IMAGES = 2_000;
    private static final int PLACES = 8;
    private static final long PER_MINUTE = 90_000;
    /** In one piece: thousands of streams in pieces are thousands of wake-ups, and other tests have those. */
    private static final List<String> WHOLE = List.of(String.join("", FakeStreams.openAiEvents("stop", "A ", "dog.")));

    private static final Retry PATIENT = new Retry(8, Duration.ofMillis(1), Duration.ofMinutes(5));

    @Test
    void everyImageIsCaptionedOnceWithinTheLimits() {
        Reply reply = badDay(new Random(42));
        try (FakeChatServer server = new FakeChatServer(reply)) {
            ChatSetup setup = ChatFixture.setup(
                    server,
                    ChatFixture.limits(PLACES, OptionalLong.of(PER_MINUTE)),
                    Prices.NONE,
                    OllamaOptions.DEFAULT);
            List<Transcript> transcripts = run(setup);

            assertThat(transcripts).hasSize(IMAGES).allSatisfy(each -> assertThat(each.caption())
                    .isPresent());
            assertThat(server.mostAtOnce()).isLessThanOrEqualTo(PLACES);
            assertThat(mostInASecond(server)).isLessThanOrEqualTo(2 * PER_MINUTE / 60 + PLACES);
            assertNoneIsDuplicated(server, transcripts);
        }
    }

    /** 30 % overloaded, 5 % unavailable, 2 % cut streams; the caption repeats which image it was. */
    private static Reply badDay(Random random) {
        return exchange -> {
            int luck;
            synchronized (random) {
                luck = random.nextInt(100);
            }
            Reply reply = luck < 30
                    ? FakeChatServer.status(429, "{}")
                    : luck < 35
                            ? FakeChatServer.status(503, "{}")
                            : luck < 37
                                    ? FakeChatServer.cut(FakeStreams.openAiWords("A "))
                                    : FakeChatServer.stream("text/event-stream", WHOLE);
            return reply.answer(exchange);
        };
    }

    private static List<Transcript> run(ChatSetup setup) {
        Image small = ChatFixture.image(8, 8);
        try (Expert expert = ChatFixture.expert("gpt-4o", setup);
                ChainRunner runner = new ChainRunner(FakeExperts.of(expert), StepMemory.NONE, 1)) {
            Chain chain = new Chain("c", List.of(Step.of("gpt-4o").withFailure(PATIENT, OnFailure.STOP)), false);
            return Multi.createFrom()
                    .iterable(IntStream.range(0, IMAGES).boxed().toList())
                    .onItem()
                    .transformToUni(i -> runner.collect(chain, numbered(small, i)))
                    .merge(4 * PLACES)
                    .collect()
                    .asList()
                    .await()
                    .indefinitely();
        }
    }

    /** The same picture as another file: bytes after the end mark of a JPEG are no part of it. */
    private static Image numbered(Image image, int number) {
        byte[] bytes = Arrays.copyOf(image.bytes(), image.bytes().length + 2);
        bytes[bytes.length - 2] = (byte) (number >> 8);
        bytes[bytes.length - 1] = (byte) number;
        return Image.of(bytes);
    }

    private static long mostInASecond(FakeChatServer server) {
        long[] arrivals = server.received().stream()
                .mapToLong(FakeChatServer.Received::nanos)
                .sorted()
                .toArray();
        long most = 0;
        for (int first = 0, last = 0; last < arrivals.length; last++) {
            while (arrivals[last] - arrivals[first] > 1_000_000_000L) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    /** No image was asked again after its answer: as many good answers as images, one for each. */
    private static void assertNoneIsDuplicated(FakeChatServer server, List<Transcript> transcripts) {
        assertThat(transcripts).extracting(Transcript::imageId).doesNotHaveDuplicates();
        Map<String, Integer> answers = new HashMap<>();
        server.answered()
                .forEach(request -> answers.merge(
                        request.body().at("/messages/0/content/0/image_url/url").asText(), 1, Integer::sum));
        assertThat(answers).hasSize(IMAGES);
        assertThat(answers.values()).containsOnly(1);
    }
}
