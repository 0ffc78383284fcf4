package dev.descry.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.onnx.Generation.Ending;
import dev.descry.onnx.GenerationException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GenerationLoopTest {
    private static final int STOP = 7;
    private static final int IMAGE = 49;

    @Test
    void everyAnswerIsTheOneItHasAlone() throws InterruptedException {
        FakeSlotDecoder decoder = new FakeSlotDecoder(3, 200);
        Random random = new Random(1);
        try (GenerationLoop loop = loop(decoder, 8)) {
            List<int[]> prompts = IntStream.range(0, 30)
                    .mapToObj(i -> random.ints(1 + random.nextInt(60), 8, 48).toArray())
                    .toList();
            List<Generation> answers = new ArrayList<>();
            for (int[] prompt : prompts) {
                answers.add(loop.start(request(prompt, 5 + prompt.length % 20)));
            }
            for (int i = 0; i < prompts.size(); i++) {
                int[] prompt = prompts.get(i);
                List<Integer> expected = FakeSlotDecoder.answer(prompt, 5 + prompt.length % 20, STOP);
                assertThat(all(answers.get(i))).isEqualTo(expected);
                assertThat(answers.get(i).ending()).isEqualTo(expected.getLast() == STOP ? Ending.STOP : Ending.LENGTH);
            }
        }
        assertThat(decoder.closed).isTrue();
        assertThat(decoder.rowsOfSteps).contains(2, 3).doesNotContain(4);
    }

    @Test
    void aSecondQuestionOnTheSameImageReadsOnlyTheQuestion() throws InterruptedException {
        FakeSlotDecoder decoder = new FakeSlotDecoder(2, 200);
        ImageFeatures image = image("cat");
        try (GenerationLoop loop = loop(decoder, 8)) {
            all(loop.start(ask(image, 10, 11, 12)));
            int first = decoder.tokensRead.getAndSet(0);
            GenerationRequest again = ask(image, 20, 21);
            assertThat(all(loop.start(again))).isEqualTo(FakeSlotDecoder.answer(again.prompt(), 6, STOP));
            assertThat(first).isEqualTo(3 + 16 + 3);
            assertThat(decoder.tokensRead.getAndSet(0)).isEqualTo(2);

            all(loop.start(ask(image("dog"), 20, 21)));
            assertThat(decoder.tokensRead.get()).as("another image").isEqualTo(3 + 16 + 2);
        }
    }

    @Test
    void largerSlotsAreMadeWhileNoneIsInUse() throws InterruptedException {
        FakeSlotDecoder decoder = new FakeSlotDecoder(2, 500);
        try (GenerationLoop loop = loop(decoder, 8)) {
            int[] small = IntStream.range(8, 12).toArray();
            int[] large = IntStream.range(0, 300).map(i -> 8 + i % 40).toArray();
            List<Generation> answers = List.of(
                    loop.start(request(small, 20)), loop.start(request(large, 20)), loop.start(request(small, 20)));
            assertThat(all(answers.get(0))).isEqualTo(FakeSlotDecoder.answer(small, 20, STOP));
            assertThat(all(answers.get(1))).isEqualTo(FakeSlotDecoder.answer(large, 20, STOP));
            assertThat(all(answers.get(2))).isEqualTo(FakeSlotDecoder.answer(small, 20, STOP));
        }
    }

    @Test
    void promptsLongerThanTheModelReadsAreRefusedAtOnce() {
        try (GenerationLoop loop = loop(new FakeSlotDecoder(1, 16), 8)) {
            assertThatThrownBy(() -> loop.start(request(new int[16], 1)))
                    .isInstanceOfSatisfying(
                            GenerationException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONTEXT_OVERFLOW))
                    .hasMessageContaining("expected at most 15 tokens, found 16");
        }
    }

    @Test
    void answersEndWhereTheModelsMemoryEnds() throws InterruptedException {
        try (GenerationLoop loop = loop(new FakeSlotDecoder(1, 16), 8)) {
            Generation answer = loop.start(request(IntStream.range(20, 30).toArray(), 100));
            assertThat(all(answer)).hasSize(6);
            assertThat(answer.ending()).isEqualTo(Ending.LENGTH);
        }
    }

    @Test
    void oneRequestTooManyIsRefused() {
        FakeSlotDecoder decoder = new FakeSlotDecoder(1, 100);
        CountDownLatch hold = new CountDownLatch(1);
        decoder.beforeRead = () -> await(hold);
        try (GenerationLoop loop =
                new GenerationLoop(decoder, new StopTokens(Set.of(STOP)), new GenerationLoop.Limits(1, 8))) {
            loop.start(request(new int[] {9}, 1));
            loop.start(request(new int[] {9}, 1));
            assertThatThrownBy(() -> loop.start(request(new int[] {9}, 1)))
                    .isInstanceOfSatisfying(
                            GenerationException.class, e -> assertThat(e.kind()).isEqualTo(Kind.OVERLOADED));
            hold.countDown();
        }
    }

    @Test
    void cancelledAnswersLeaveTheirSlotToOthers() throws InterruptedException {
        FakeSlotDecoder decoder = new FakeSlotDecoder(1, 10_000);
        try (GenerationLoop loop = loop(decoder, 8)) {
            Generation endless = loop.start(request(IntStream.range(8, 20).toArray(), 9_000));
            Generation next = loop.start(request(new int[] {9, 10}, 5));
            endless.next();
            endless.cancel();
            assertThatThrownBy(() -> all(endless))
                    .isInstanceOfSatisfying(
                            GenerationException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANCELLED));
            assertThat(all(next)).isEqualTo(FakeSlotDecoder.answer(new int[] {9, 10}, 5, STOP));
        }
    }

    @Test
    void anAskerThatNeverTakesItsTokensHoldsUpNobody() throws InterruptedException {
        try (GenerationLoop loop = loop(new FakeSlotDecoder(2, 200), 8)) {
            loop.start(request(new int[] {9}, 50));
            assertThat(all(loop.start(request(new int[] {10}, 50)))).isNotEmpty();
        }
    }

    @Test
    void closingEndsEveryAnswerAndRefusesNewOnes() {
        FakeSlotDecoder decoder = new FakeSlotDecoder(1, 1_000_000);
        GenerationLoop loop = new GenerationLoop(decoder, new StopTokens(Set.of()), GenerationLoop.Limits.DEFAULT);
        Generation running = loop.start(request(new int[] {9}, 900_000));
        Generation waiting = loop.start(request(new int[] {9}, 900_000));
        loop.close();
        loop.close();
        assertThat(decoder.closed).isTrue();
        for (Generation answer : List.of(running, waiting)) {
            assertThatThrownBy(() -> all(answer))
                    .isInstanceOfSatisfying(
                            GenerationException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANCELLED));
        }
        assertThatThrownBy(() -> loop.start(request(new int[] {9}, 1))).isInstanceOf(GenerationException.class);
    }

    @Test
    void aFaultOfTheDecoderReachesEveryAsker() {
        FakeSlotDecoder decoder = new FakeSlotDecoder(1, 100);
        decoder.beforeRead = () -> {
            throw new IllegalStateException("broken");
        };
        try (GenerationLoop loop = loop(decoder, 8)) {
            Generation answer = loop.start(request(new int[] {9}, 1));
            assertThatThrownBy(() -> all(answer))
                    .isInstanceOfSatisfying(
                            GenerationException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAULT))
                    .hasMessageContaining("broken");
        }
    }

    private static GenerationLoop loop(FakeSlotDecoder decoder, int part) {
        return new GenerationLoop(decoder, new StopTokens(Set.of(STOP)), new GenerationLoop.Limits(64, part));
    }

    private static ImageFeatures image(String key) {
        return new ImageFeatures(key, new Grid(1, 8, 8), new float[0]);
    }

    private static GenerationRequest ask(ImageFeatures image, int... question) {
        int[] prompt = IntStream.concat(
                        IntStream.concat(
                                IntStream.of(30, 31, 32),
                                IntStream.generate(() -> IMAGE).limit(16)),
                        IntStream.of(question))
                .toArray();
        Positions positions = Positions.of(prompt, IMAGE, List.of(image.grid()), 2);
        return new GenerationRequest(prompt, positions, List.of(image), Sampling.GREEDY, 6);
    }

    private static GenerationRequest request(int[] prompt, int maxNewTokens) {
        return new GenerationRequest(
                prompt, Positions.of(prompt, IMAGE, List.of(), 2), List.of(), Sampling.GREEDY, maxNewTokens);
    }

    private static List<Integer> all(Generation answer) throws InterruptedException {
        List<Integer> tokens = new ArrayList<>();
        for (int token = answer.next(); token != Generation.END; token = answer.next()) {
            tokens.add(token);
        }
        return tokens;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
