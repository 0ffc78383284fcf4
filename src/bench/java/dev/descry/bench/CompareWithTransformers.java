package dev.descry.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Times transformers in 32-bit floats and {@link Qwen2VlBench} in turns, each in a process of its own, on one checkpoint
 * and one image, and prints the ratios. Arguments: {@code model=} a checkpoint, {@code work=} a folder for packages,
 * {@code precisions=int8,int8+int4-128,int8+int4}, {@code tokens=60}, {@code threads=2}, {@code turns=2},
 * {@code python=} one that has transformers, {@code script=main/python/make_reference.py}.
 */
public final class CompareWithTransformers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TRANSFORMERS = "transformers fp32";

    private final Options options;
    private final Path image;
    private final Map<String, List<Figures>> found = new LinkedHashMap<>();

    /** Seconds of the vision encoder and of the whole caption, tokens a second of prefill and decode. */
    private record Figures(double vision, double prefill, double decode, double whole) {}

    private CompareWithTransformers(Options options) throws IOException {
        this.options = options;
        image = Files.createTempFile("descry-bench", ".png");
        Files.write(image, Drawing.png(644, 476, 0).bytes());
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        new CompareWithTransformers(Options.of(args)).run();
    }

    private void run() throws IOException, InterruptedException {
        for (int turn = 0; turn < options.number("turns", 2); turn++) {
            keep(TRANSFORMERS, transformers());
            for (String precisions : options.list("precisions", "int8,int8+int4-128,int8+int4")) {
                keep("descry " + precisions, descry(precisions));
            }
        }
        Files.delete(image);
        print();
    }

    private void keep(String name, Figures figures) {
        found.computeIfAbsent(name, first -> new ArrayList<>()).add(figures);
        System.out.println(name + ": " + figures);
    }

    private Figures transformers() throws IOException, InterruptedException {
        JsonNode json = lastLine(List.of(
                options.text("python", "python3"),
                options.text("script", "main/python/make_reference.py"),
                "time-transformers",
                options.path("model").toString(),
                "--image",
                image.toString(),
                "--threads",
                options.text("threads", "2"),
                "--new-tokens",
                options.text("tokens", "60")));
        return new Figures(
                json.get("visionSeconds").asDouble(),
                json.get("prefillTokensPerSecond").asDouble(),
                json.get("decodeTokensPerSecond").asDouble(),
                json.get("wholeSeconds").asDouble());
    }

    private Figures descry(String precisions) throws IOException, InterruptedException {
        JsonNode json = lastLine(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Qwen2VlBench.class.getName(),
                "model=" + options.path("model"),
                "work=" + options.path("work"),
                "precision=" + precisions,
                "image=" + image,
                "tokens=" + options.text("tokens", "60"),
                "threads=" + options.text("threads", "2"),
                "rounds=" + options.text("rounds", "2")));
        return new Figures(
                json.get("visionSeconds").asDouble(),
                json.get("promptTokens").asInt() / json.get("prefillSeconds").asDouble(),
                1 / json.get("decodeSeconds").asDouble(),
                json.get("wholeSeconds").asDouble());
    }

    /** Runs a command, shows what it prints, and reads the JSON that it prints last. */
    private static JsonNode lastLine(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("%s: expected it to succeed, found exit code %d and%n%s"
                    .formatted(command, process.exitValue(), out));
        }
        int json = out.startsWith("{") ? 0 : out.lastIndexOf("\n{") + 1;
        System.out.print(out.substring(0, json));
        return JSON.readTree(out.substring(json));
    }

    private void print() {
        System.out.println("| | vision | prefill | decode | whole caption |");
        System.out.println("| --- | --- | --- | --- | --- |");
        Figures base = median(TRANSFORMERS);
        for (String name : found.keySet()) {
            Figures figures = median(name);
            System.out.printf(
                    "| %s | %.2f s (%.1f x) | %.0f tok/s (%.1f x) | %.1f tok/s (%.1f x) | %.1f s (%.1f x) |%n",
                    name,
                    figures.vision(),
                    base.vision() / figures.vision(),
                    figures.prefill(),
                    figures.prefill() / base.prefill(),
                    figures.decode(),
                    figures.decode() / base.decode(),
                    figures.whole(),
                    base.whole() / figures.whole());
        }
    }

    private Figures median(String name) {
        List<Figures> all = found.getOrDefault(name, List.of());
        return new Figures(
                median(all, Figures::vision),
                median(all, Figures::prefill),
                median(all, Figures::decode),
                median(all, Figures::whole));
    }

    private static double median(List<Figures> all, ToDoubleFunction<Figures> part) {
        return Medians.of(all.stream().mapToDouble(part).toArray());
    }
}
