package dev.descry.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Seconds from the start of a function's process to its first answered CloudEvent, without a model, and the processor time
 * of that. Arguments: {@code function=} name, {@code app=} its {@code quarkus-app} folder, {@code rounds=7},
 * {@code port=18080}, {@code threads=2} processors, {@code docker=main/docker} the folder of the image's files,
 * {@code memory=} of the container. The cache is trained and the JVM started as the image does it. A step function is
 * asked for a step of a run that was never begun: read, looked up in the store and answered with an event. The intake is
 * told of an upload to an S3 server in this process: looked at, its run kept, and its event accepted by a sink.
 */
public final class ColdStart {
    /** Functions that compute nothing themselves; their images have fewer resources and options of their own. */
    private static final Set<String> LIGHT = Set.of("intake", "archive", "chat");

    private ColdStart() {}

    public static void main(String[] args) throws Exception {
        Options options = Options.of(args);
        String function = options.text("function", "qwen2-vl");
        boolean light = LIGHT.contains(function);
        Path docker = Path.of(options.text("docker", "main/docker")).toAbsolutePath();
        Path flags = docker.resolve(light ? "java-light.options" : "java.options");
        Path app = options.path("app").toAbsolutePath();
        train(docker.resolve("train.sh"), app, flags, function);
        FunctionProcess.Start start = new FunctionProcess.Start(
                function,
                app,
                flags,
                options.text("memory", light ? "384m" : "4g"),
                options.number("threads", 2),
                options.number("port", 18_080));
        double[] seconds = new double[options.number("rounds", 7)];
        double[] processor = new double[seconds.length];
        try (Surroundings around = Surroundings.of(function)) {
            for (int round = 0; round < seconds.length; round++) {
                try (FunctionProcess process = FunctionProcess.start(start, around.environment())) {
                    seconds[round] = process.awaitAnswer();
                    processor[round] = process.processorSeconds();
                }
                System.out.printf(
                        "%s: first event answered after %.3f s, %.2f s of processor time%n",
                        function, seconds[round], processor[round]);
            }
        }
        System.out.printf(
                "%s: median %.3f s, best %.3f s, processor time %.2f s, with an AOT cache of %.0f MB%n",
                function,
                Medians.of(seconds),
                Medians.least(seconds),
                Medians.of(processor),
                Files.size(app.resolve("app.aot")) / 1e6);
    }

    private static void train(Path script, Path app, Path flags, String function)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("bash", script.toString(), app.toString(), flags.toString(), function).inheritIO();
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        int code = builder.start().waitFor();
        if (code != 0) {
            throw new IllegalStateException("train.sh: expected a cache that fits, found exit code " + code);
        }
    }
}
