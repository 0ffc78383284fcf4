package dev.descry.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.descry.chain.Chain;
import dev.descry.chain.Step;
import dev.descry.event.broker.Answer;
import dev.descry.event.broker.Sink;
import dev.descry.event.upload.Notice;
import dev.descry.event.upload.Notices;
import dev.descry.event.upload.UploadNotice;
import dev.descry.image.Image;
import dev.descry.run.Routes;
import dev.descry.run.RunStore;
import dev.descry.store.FakeObjectStore;
import dev.descry.store.FetchException;
import dev.descry.store.FetchRules;
import dev.descry.store.ImageFetch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");

    private final FakeObjectStore photos = new FakeObjectStore();
    private final FakeObjectStore captions = new FakeObjectStore();
    private final List<String> accepted = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final Intake intake = new Intake(
            new IntakeRules(Set.of("s3://photos"), Optional.empty(), List.of(".jpg"), List.of(), 100),
            image -> photos,
            new RunStore(captions),
            new Intake.Plan(
                    new Chain("pair", List.of(Step.of("blip2:scenes"), Step.of("qwen2-vl:scenes")), true),
                    Routes.BY_FAMILY,
                    Duration.ofHours(1)),
            new Sink(event -> {
                if (refusals.getAndDecrement() > 0) {
                    return Answer.refused(503, "busy");
                }
                accepted.add(event.getId());
                return Answer.NOTHING;
            }),
            Clock.fixed(NOW, ZoneOffset.UTC));

    @AfterEach
    void close() {
        intake.close();
    }

    @Test
    void everyNoticeOfABatchBecomesARunOfItsOwn() {
        for (int i = 0; i < 1000; i++) {
            photos.put("in/" + i + ".jpg", bytes("image " + i));
        }

        assertThat(intake.take(uploads(0, 1000), Optional.empty())).isEqualTo(1000);

        assertThat(accepted).hasSize(1000).doesNotHaveDuplicates();
        assertThat(captions.list("runs/").count()).isEqualTo(1000);
    }

    @Test
    void whatTheSinkRefusedIsToldAgainAsTheSameRun() {
        photos.put("in/0.jpg", bytes("image"));
        photos.put("in/1.jpg", bytes("image"));
        refusals.set(1);

        assertThatThrownBy(() -> intake.take(uploads(0, 2), Optional.empty()))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("found status 503");
        assertThat(intake.take(uploads(0, 2), Optional.empty())).isEqualTo(2);

        assertThat(Set.copyOf(accepted)).hasSize(2);
        assertThat(captions.list("runs/").count()).isEqualTo(2);
    }

    @Test
    void aReplacedImageIsAnotherRun() {
        photos.put("in/0.jpg", bytes("one"));
        intake.take(uploads(0, 1), Optional.empty());
        photos.put("in/0.jpg", bytes("two"));
        intake.take(uploads(0, 1), Optional.empty());

        assertThat(accepted).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void aStoreThatFailsLeavesTheNoticeToBeToldAgain() {
        photos.put("in/0.jpg", bytes("image"));
        captions.setFull(true);

        assertThatThrownBy(() -> intake.take(uploads(0, 1), Optional.empty()))
                .isInstanceOf(UnavailableException.class)
                .hasCauseInstanceOf(UncheckedIOException.class);
        assertThat(accepted).isEmpty();
    }

    @Test
    void nothingIsTakenWhenOneBucketIsNotAllowed() {
        photos.put("in/0.jpg", bytes("image"));
        List<UploadNotice> notices =
                List.of(uploads(0, 1).getFirst(), UploadNotice.at("s3", "other", "a.jpg", Optional.empty()));

        assertThatThrownBy(() -> intake.take(notices, Optional.empty())).isInstanceOf(ForbiddenException.class);
        assertThat(accepted).isEmpty();
    }

    @Test
    void theObjectAsItLiesThereCountsAndNotWhatTheNoticeSays() {
        photos.put("in/0.jpg", new byte[101]);
        photos.put("in/1.gif", bytes("image"));

        assertThat(intake.take(uploads(0, 1), Optional.empty())).isZero();
        assertThat(intake.take(
                        List.of(UploadNotice.at("s3", "photos", "in/1.gif", Optional.empty())), Optional.empty()))
                .isZero();
    }

    @Test
    void anImageOfTheWebIsKeptByItsContent() throws IOException {
        byte[] scene = Files.readAllBytes(Path.of("samples/scene-1.png"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, scene.length);
            exchange.getResponseBody().write(scene);
            exchange.close();
        });
        server.start();
        String host = "127.0.0.1:" + server.getAddress().getPort();
        FetchRules rules = new FetchRules(Set.of(host), true, 1 << 20, Duration.ofSeconds(10), 0);
        try (WebImages web = new WebImages(new ImageFetch(rules), image -> photos, "s3://photos")) {
            UploadNotice notice = web.keep("http://" + host + "/a.png?secret=1");

            assertThat(notice.key()).isEqualTo("web/" + Image.of(scene).id().hex() + ".png");
            assertThat(photos.get(notice.key())).hasValue(scene);
            assertThat(web.keep("http://" + host + "/b.png")).isEqualTo(notice);
            assertThatThrownBy(() -> web.keep("http://169.254.169.254/latest")).isInstanceOf(FetchException.class);
            assertThatThrownBy(() -> web.keep("http://[")).isInstanceOf(IllegalArgumentException.class);
        } finally {
            server.stop(0);
        }
    }

    private static List<UploadNotice> uploads(int from, int to) {
        StringBuilder json = new StringBuilder("[");
        for (int i = from; i < to; i++) {
            json.append(i == from ? "" : ",")
                    .append("{\"image\": \"s3://photos/in/")
                    .append(i)
                    .append(".jpg\"}");
        }
        List<Notice> notices = Notices.read(json.append("]").toString());
        return notices.stream().map(UploadNotice.class::cast).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
