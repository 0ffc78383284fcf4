package dev.descry.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.store.FolderStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class KillTest {
    private static final int KILLS = 20;
    private static final int CALL_BYTES = 64 + 1 + 64 + 1;
    private static final int IMAGES = 200;
    /** Kills come after so many calls at most and a little later, at the speed of the machine and not of the clock. */
    private static final int MOST_CALLS = 12;

    /** More calls than a machine answers in that little while; a faster one waits for its kill. */
    private static final int CALLS_LATER = 10;

    private static final int MOST_MILLIS_LATER = 6;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aRunKilledAgainAndAgainLosesNothingAndComputesNothingTwice() throws Exception {
        makeImages();
        Random random = new Random(20);
        int hits = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Set<String> finished = finishedSteps();
            hits += killAfter(random.nextInt(MOST_CALLS), random.nextInt(MOST_MILLIS_LATER)) ? 1 : 0;
            assertNothingFinishedWasAskedAgain(finished);
            assertEverySidecarIsWhole();
        }
        assertThat(folder.resolve("store/.tmp"))
                .as("kills in the middle of a write")
                .isNotEmptyDirectory();
        Set<String> finished = finishedSteps();
        assertThat(start(2 * IMAGES).waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertNothingFinishedWasAskedAgain(finished);
        assertEverySidecarIsWhole();
        assertThat(sidecars()).hasSize(IMAGES);
        assertThat(finishedSteps()).hasSize(2 * IMAGES);
        assertThat(recordedImages()).hasSize(IMAGES);
        assertThat(hits).as("kills that hit a living run").isEqualTo(KILLS);
    }

    private void makeImages() throws IOException {
        Files.createDirectories(folder.resolve("photos"));
        for (int number = 0; number < IMAGES; number++) {
            Files.write(folder.resolve("photos/" + number + ".bmp"), new byte[] {'B', 'M', (byte) number});
        }
    }

    /** True when the process lived until it was killed. */
    private boolean killAfter(int calls, int millis) throws Exception {
        Process process = start(calls + CALLS_LATER);
        while (process.isAlive() && calls() < calls) {
            Thread.sleep(1);
        }
        boolean alive = !process.waitFor(millis, TimeUnit.MILLISECONDS);
        process.destroyForcibly();
        process.waitFor();
        return alive;
    }

    private long calls() throws IOException {
        Path calls = folder.resolve("calls");
        return Files.exists(calls) ? Files.size(calls) / CALL_BYTES : -1;
    }

    private Process start(int calls) throws IOException {
        Files.deleteIfExists(folder.resolve("calls"));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledRun.class.getName(),
                        folder.toString(),
                        Integer.toString(calls))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private Set<String> finishedSteps() {
        Set<String> finished = new HashSet<>();
        for (String key :
                FolderStore.open(folder.resolve("store")).list("captions/").toList()) {
            finished.add(key.substring("captions/".length(), key.length() - ".json".length()));
        }
        return finished;
    }

    private void assertNothingFinishedWasAskedAgain(Set<String> finished) throws IOException {
        Path calls = folder.resolve("calls");
        List<String> asked = Files.exists(calls) ? Files.readAllLines(calls) : List.of();
        assertThat(asked).doesNotHaveDuplicates().noneMatch(finished::contains);
    }

    private void assertEverySidecarIsWhole() throws IOException {
        for (Path sidecar : sidecars()) {
            String name = sidecar.getFileName().toString();
            int number = Integer.parseInt(name.substring(0, name.length() - ".txt".length()));
            assertThat(sidecar).hasContent(KilledRun.seen(number) + " Checked.\n");
        }
    }

    private List<Path> sidecars() throws IOException {
        Path out = folder.resolve("out");
        if (!Files.exists(out)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(out)) {
            return files.filter(file -> file.toString().endsWith(".txt")).toList();
        }
    }

    private Set<String> recordedImages() throws IOException {
        List<String> images = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("out/captions.jsonl"))) {
            JsonNode record = new ObjectMapper().readTree(line);
            String image = record.get("image").asText();
            int number = Integer.parseInt(image.replaceAll(".*/|\\.bmp", ""));
            assertThat(record.get("caption").asText()).isEqualTo(KilledRun.seen(number) + " Checked.");
            images.add(image);
        }
        assertThat(images).doesNotHaveDuplicates();
        return Set.copyOf(images);
    }
}
