package dev.descry.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Seconds from the start of the command line to its first caption, with a built tree. Every round forgets the captions kept
 * before it, so that all steps run, and the first, which is not counted, builds what is not there yet. Arguments:
 * {@code work=} a folder for packages, {@code descry=} the launcher, {@code images=} a folder, {@code rounds=7}. The first
 * caption is the first sidecar in the output folder.
 */
public final class FirstCaption {
    private static final long LOOK_MILLIS = 2;

    private final Path launcher;
    private final Path images;
    private final Path home;

    private FirstCaption(Path launcher, Path images, Path home) {
        this.home = home.toAbsolutePath().normalize();
        this.launcher = launcher.toAbsolutePath().normalize();
        this.images = images.toAbsolutePath().normalize();
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Options options = Options.of(args);
        FirstCaption bench = new FirstCaption(
                Path.of(options.text("descry", "../descry")),
                Path.of(options.text("images", "samples")),
                options.path("work"));
        bench.seconds(); // builds the tree and the packages where they are not there yet
        double[] seconds = new double[options.number("rounds", 7)];
        double[] ends = new double[seconds.length];
        for (int round = 0; round < seconds.length; round++) {
            Times times = bench.seconds();
            seconds[round] = times.first();
            ends[round] = times.end();
            System.out.printf("first caption after %.3f s, end after %.3f s%n", times.first(), times.end());
        }
        System.out.printf(
                "median: first caption after %.3f s, end after %.3f s%n", Medians.of(seconds), Medians.of(ends));
    }

    private record Times(double first, double end) {}

    private Times seconds() throws IOException, InterruptedException {
        delete(List.of(home.resolve("store")));
        Path output = Files.createTempDirectory("descry-first-caption");
        Path log = Files.createTempFile("descry-first-caption", ".log");
        ProcessBuilder command = new ProcessBuilder(
                        launcher.toString(),
                        "caption",
                        images.toString(),
                        "--limit",
                        "1",
                        "--output",
                        output.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        command.environment().put("DESCRY_HOME", home.toString());
        long start = System.nanoTime();
        Process process = command.start();
        double first = 0;
        while (process.isAlive()) {
            if (first == 0 && hasCaption(output)) {
                first = (System.nanoTime() - start) / 1e9;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        double end = (System.nanoTime() - start) / 1e9;
        if (process.exitValue() != 0 || !hasCaption(output)) {
            throw new IllegalStateException("descry: expected a caption, found exit code %d and%n%s"
                    .formatted(process.exitValue(), Files.readString(log)));
        }
        delete(List.of(output, log));
        return new Times(first == 0 ? end : first, end);
    }

    private static boolean hasCaption(Path output) throws IOException {
        try (Stream<Path> files = Files.walk(output)) {
            return files.anyMatch(file -> file.toString().endsWith(".txt"));
        } catch (UncheckedIOException e) {
            return false; // a temporary file went away while the folder was read
        }
    }

    private static void delete(List<Path> places) throws IOException {
        for (Path place : places.stream().filter(Files::exists).toList()) {
            try (Stream<Path> files = Files.walk(place)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
