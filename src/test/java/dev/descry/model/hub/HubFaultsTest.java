package dev.descry.model.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.model.ModelException;
import dev.descry.model.Progress;
import dev.descry.model.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class HubFaultsTest {
    private static final String WEIGHTS = "model.safetensors";

    private final FakeHub hub = new FakeHub();
    private final Path folder;

    HubFaultsTest(@TempDir Path temp) {
        this.folder = temp.resolve("checkpoint");
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void cutConnectionGoesOnWhereItStopped() {
        hub.fault("/" + WEIGHTS, redirectAsUsual(), hub.cut(WEIGHTS), redirectAsUsual(), hub.cut(WEIGHTS));
        fetch(Watch.NONE);
        assertWhole();
        assertThat(rangesOfWeights()).hasSize(3);
        assertThat(rangesOfWeights().get(0)).isEmpty();
        assertThat(rangesOfWeights().get(1).orElseThrow()).matches("bytes=[1-9]\\d*-");
    }

    @Test
    void serverThatKnowsNoRangesStartsOver() {
        hub.ranges = false;
        hub.fault("/" + WEIGHTS, redirectAsUsual(), hub.cut(WEIGHTS));
        fetch(Watch.NONE);
        assertWhole();
    }

    @Test
    void calledOffDownloadResumesInTheNextRun() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        hub.fault("/" + WEIGHTS, redirectAsUsual(), exchange -> {
            byte[] content = hub.content(WEIGHTS);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, 100_000);
            exchange.getResponseBody().flush();
            await(end);
        });
        assertThatThrownBy(() -> fetch(new StopWhen(() -> bytesInPart() >= 90_000)))
                .isInstanceOf(CancellationException.class);
        end.countDown();
        Path part = part();
        long size = Files.size(part);
        assertThat(size).isPositive();
        assertThat(folder.resolve(WEIGHTS)).doesNotExist();
        hub.requests.clear();
        fetch(Watch.NONE);
        assertWhole();
        assertThat(rangesOfWeights()).containsExactly(Optional.of("bytes=%d-".formatted(size)));
        assertThat(part).doesNotExist();
    }

    @Test
    void damagedPartOfAnEarlierRunIsNoticedAndFetchedAgain() throws IOException {
        calledOffDownloadResumesInTheNextRun();
        Files.delete(folder.resolve(WEIGHTS));
        Files.write(part(), new byte[5000]);
        fetch(Watch.NONE);
        assertWhole();
        Files.delete(folder.resolve(WEIGHTS));
        Files.write(part(), new byte[400_000]);
        fetch(Watch.NONE);
        assertWhole();
    }

    @Test
    void wrongDigestIsRefusedAfterASecondTry() {
        hub.fault("/" + WEIGHTS, redirectAsUsual(), wrongBytes(), redirectAsUsual(), wrongBytes());
        assertRefused("model.safetensors: expected the digest");
        assertThat(folder.resolve(WEIGHTS)).doesNotExist();
        fetch(Watch.NONE);
        assertWhole();
    }

    @Test
    void wrongGitDigestOfASmallFileIsRefused() {
        FakeHub.Fault wrong = FakeHub.body("[]");
        hub.fault("/tokenizer.json", wrong, wrong);
        assertRefused("tokenizer.json: expected the digest");
    }

    @Test
    void moreOrFewerBytesThanListedAreRefused() {
        hub.fault("/tokenizer.json", FakeHub.body("{   }"));
        assertRefused("tokenizer.json: expected 2 bytes, found more");
        FakeHub.Fault short1 = FakeHub.body("{");
        hub.fault("/tokenizer.json", short1, short1, short1, short1, short1, short1);
        assertRefused("status 200 without all bytes after 6 tries");
    }

    @Test
    void answerForOtherBytesThanAskedIsRefused() {
        hub.fault("/" + WEIGHTS, redirectAsUsual(), hub.cut(WEIGHTS), redirectAsUsual(), exchange -> {
            exchange.getResponseHeaders().add("Content-Range", "bytes 0-9/10");
            exchange.sendResponseHeaders(206, -1);
            exchange.close();
        });
        assertRefused("found bytes 0-9/10");
    }

    @Test
    void rangeTheServerCannotGiveStartsOver() {
        hub.fault("/" + WEIGHTS, redirectAsUsual(), hub.cut(WEIGHTS), redirectAsUsual(), FakeHub.status(416));
        fetch(Watch.NONE);
        assertWhole();
    }

    @Test
    void busyHubIsAskedAgainAsLongAsItIsWorthIt() {
        FakeHub.Fault busy = FakeHub.status(429, "Retry-After", "0");
        hub.fault("/revision/main", busy, FakeHub.status(503), busy, FakeHub.status(500), busy);
        fetch(Watch.NONE);
        hub.fault("/resolve/" + FakeHub.COMMIT + "/config.json", busy, busy, busy, busy, busy, busy);
        assertThatThrownBy(() -> hub.open().fetch(FakeHub.REPOSITORY, "main", folder.resolve("b"), Watch.NONE))
                .isInstanceOf(ModelException.class)
                .hasMessage("Qwen/Test: expected an answer, found status 429 after 6 tries; "
                        + "try again later, nothing downloaded is lost");
    }

    @Test
    void hubThatAsksForHoursIsLeftAlone() {
        hub.fault("/revision/main", FakeHub.status(429, "Retry-After", "7200"));
        assertRefused("found status 429 and a wait of 120 minutes; try again later");
    }

    @Test
    void expiredSignedAddressIsAskedForAgain() {
        hub.fault("/" + WEIGHTS, redirectAsUsual(), FakeHub.status(403));
        fetch(Watch.NONE);
        assertWhole();
    }

    @Test
    void refusalsSayWhatToCheck() {
        hub.fault("/revision/main", FakeHub.status(404), FakeHub.status(401), FakeHub.status(403), FakeHub.status(418));
        assertRefused("Qwen/Test: expected /api/models/Qwen/Test/revision/main, found none (404); "
                + "check the name, the revision and the hub address http://127.0.0.1");
        assertRefused("found status 401: it is gated, private or misspelt; see http://127.0.0.1");
        assertThatThrownBy(() -> new Hub(hub.settings(Optional.of("secret")))
                        .fetch(FakeHub.REPOSITORY, "main", folder, Watch.NONE))
                .isInstanceOf(ModelException.class)
                .hasMessageEndingWith("/Qwen/Test and check that the account of HF_TOKEN accepted its terms")
                .hasMessageNotContaining("secret");
        assertRefused("expected status 200 for /api/models/Qwen/Test/revision/main, found 418");
    }

    @Test
    void pageOfALoginWallIsNotTakenForAList() {
        hub.fault("/revision/main", FakeHub.body("<html>Please log in</html>"), FakeHub.body("{\"sha\":\"x\"}"));
        assertRefused("expected JSON, found");
        assertRefused("expected a commit of 40 hexadecimal digits, found x");
    }

    @Test
    void redirectsWithoutEndOrTargetAreRefused() {
        FakeHub.Fault round = FakeHub.status(302, "Location", "/api/models/Qwen/Test/revision/main");
        hub.fault("/revision/main", round, round, round, round, round, round, round);
        assertRefused("expected at most 5 redirects, found more");
        hub.close();
    }

    @Test
    void redirectToNowhereIsRefused() {
        hub.fault("/revision/main", FakeHub.status(302), FakeHub.status(302, "Location", "mailto:x"));
        assertRefused("expected a redirect to an https address, found");
        assertRefused("expected a redirect to an https address, found mailto:x");
    }

    @Test
    void offlineIsOneClearLine() {
        hub.close();
        assertRefused("expected an answer, found no connection; check the network or HF_ENDPOINT");
    }

    @Test
    void silentConnectionCountsAsCut() {
        CountDownLatch end = new CountDownLatch(1);
        hub.fault("/" + WEIGHTS, redirectAsUsual(), exchange -> await(end));
        new Hub(hub.settings(Optional.empty(), Duration.ofMillis(500)))
                .fetch(FakeHub.REPOSITORY, "main", folder, Watch.NONE);
        end.countDown();
        assertWhole();
        assertThat(rangesOfWeights()).hasSizeGreaterThan(1);
    }

    @Test
    void callingOffDoesNotWaitForASilentServer() {
        CountDownLatch end = new CountDownLatch(1);
        hub.fault("/revision/main", exchange -> await(end));
        long start = System.nanoTime();
        assertThatThrownBy(() -> fetch(new StopWhen(() -> true))).isInstanceOf(CancellationException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        end.countDown();
    }

    /** Calls off as soon as that is so. */
    private record StopWhen(BooleanSupplier reason) implements Watch {
        @Override
        public void progress(Progress progress) {}

        @Override
        public boolean cancelled() {
            return reason.getAsBoolean();
        }
    }

    private FakeHub.Fault redirectAsUsual() {
        return exchange -> FakeHub.status(302, "Location", hub.store(WEIGHTS)).answer(exchange);
    }

    private FakeHub.Fault wrongBytes() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 300_000);
            exchange.getResponseBody().write(new byte[300_000]);
            exchange.close();
        };
    }

    private List<Optional<String>> rangesOfWeights() {
        return hub.requests.stream()
                .filter(request -> request.server().equals("store"))
                .map(FakeHub.Request::range)
                .toList();
    }

    private Path part() {
        String digest = HexFormat.of().formatHex(sha256(hub.content(WEIGHTS)));
        return folder.resolve(WEIGHTS + "." + digest.substring(0, 12) + ".part");
    }

    private long bytesInPart() {
        return part().toFile().length();
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the server stops
        }
    }

    private void assertWhole() {
        assertThat(folder.resolve(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> fetch(Watch.NONE))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message);
    }

    private String fetch(Watch watch) {
        return hub.open().fetch(FakeHub.REPOSITORY, "main", folder, watch);
    }
}
