package dev.descry.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.FakeExperts;
import dev.descry.chain.StepMemory;
import dev.descry.event.upload.UploadNotice;
import dev.descry.expert.FakeExpert;
import dev.descry.run.Images;
import dev.descry.run.LocalFunctions;
import dev.descry.run.Routes;
import dev.descry.run.RunStore;
import dev.descry.store.FakeObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Notices of one key in any order, twice, and at intakes that know nothing of each other, down to the caption. */
class OutOfOrderTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Chain CHAIN = Chain.of("one:a");

    private final FakeObjectStore photos = new FakeObjectStore();
    private final FakeObjectStore store = new FakeObjectStore();
    private final RunStore runs = new RunStore(store);
    private final FakeExpert one =
            FakeExpert.answering("one:a", request -> "Image " + request.image().bytes()[8] + ".");
    private final ChainRunner runner = new ChainRunner(FakeExperts.of(one), StepMemory.NONE, 2);
    private LocalFunctions functions = open();

    @AfterEach
    void close() {
        functions.close();
        runner.close();
    }

    /** Which upload's notice arrives next, at which of two intakes. */
    static Stream<List<String>> orders() {
        return Stream.of(
                List.of("1 here", "2 here"),
                List.of("2 here", "1 here"),
                List.of("2 here", "1 there"),
                List.of("2 here", "2 there", "1 here", "1 there", "2 here"),
                List.of("1 there", "2 here", "1 here", "1 there"));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void theCaptionIsThatOfTheImageThatLiesThere(List<String> order) throws Exception {
        upload(1);
        upload(2);
        try (Intake here = intake();
                Intake there = intake()) {
            for (String told : order) {
                int edition = told.charAt(0) - '0';
                (told.endsWith("here") ? here : there).take(List.of(notice(edition)), Optional.empty());
                functions.awaitFewerThan(1);
            }
        }
        assertThat(photos.get("in/a.txt")).hasValue("Image 2.\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anOlderNoticeThatArrivesWhereANewerOneWasAsksForNoRun() throws Exception {
        upload(1);
        upload(2);
        try (Intake intake = intake()) {
            assertThat(intake.take(List.of(notice(2)), Optional.empty())).isEqualTo(1);
            functions.awaitFewerThan(1); // a repeated event asks again while the first is still answered
            assertThat(intake.take(List.of(notice(1)), Optional.empty())).isZero();
            assertThat(intake.take(List.of(notice(2)), Optional.empty()))
                    .as("told again")
                    .isEqualTo(1);
            functions.awaitFewerThan(1);
        }
        assertThat(one.requests()).hasSize(1);
        assertThat(store.list("runs/").filter(key -> key.endsWith("run.json"))).hasSize(1);
    }

    @Test
    void aProcessThatStartsAgainGoesOnWithTheRunsItAcknowledged() throws Exception {
        upload(1);
        try (Intake intake = intake()) {
            intake.take(List.of(notice(1)), Optional.empty());
            functions.awaitFewerThan(1);
        }
        // As if the process had died right after it answered the notice.
        photos.delete("in/a.txt");
        photos.delete("in/a.json");
        store.list("runs/").filter(key -> !key.endsWith("run.json")).toList().forEach(store::delete);

        assertThat(functions.resume(record -> record.image().store().equals("file"), LONG))
                .isZero();
        assertThat(functions.resume(record -> true, LONG)).isEqualTo(1);
        functions.awaitFewerThan(1);
        assertThat(photos.get("in/a.txt")).hasValue("Image 1.\n".getBytes(StandardCharsets.UTF_8));
        assertThat(functions.resume(record -> true, LONG))
                .as("it has come to its end")
                .isZero();
    }

    private LocalFunctions open() {
        return new LocalFunctions(
                runs, new Images(image -> photos, 10_000), runner, Routes.BY_FAMILY, List.of("one"), Clock.systemUTC());
    }

    private Intake intake() {
        return new Intake(rules(), image -> photos, runs, plan(), functions.sink(), Clock.systemUTC());
    }

    private static IntakeRules rules() {
        return new IntakeRules(Set.of("s3://photos"), Optional.empty(), List.of(".png"), List.of(), 100);
    }

    private static Intake.Plan plan() {
        return new Intake.Plan(CHAIN, Routes.BY_FAMILY, LONG);
    }

    private void upload(int edition) {
        photos.put("in/a.png", new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', (byte) edition});
    }

    private static UploadNotice notice(int edition) {
        return new UploadNotice(
                "s3",
                Optional.empty(),
                "photos",
                "in/a.png",
                Optional.empty(),
                Optional.of("tag" + edition),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.of("00" + edition));
    }
}
