package dev.descry.ort;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs a graph in a process with an empty home, and looks at what ONNX Runtime left there. */
final class TelemetryTest {
    private final Path home;

    TelemetryTest(@TempDir Path home) {
        this.home = home;
    }

    @Test
    void nothingIsLeftInTheHomeFolderAndTheSwitchIsSet() throws Exception {
        Path natives = OrtRuntime.get().library().resolveSibling("");
        Map<String, String> environment = Map.of(
                "HOME",
                home.toString(),
                "XDG_CACHE_HOME",
                home.resolve(".cache").toString());

        Process process = ChildJvm.start(Run.class, environment, List.of("-Ddescry.ort.path=" + natives));

        String said = ChildJvm.output(process);
        assertThat(below(home)).containsExactly(home);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).endsWith("ORT_DISABLE_TELEMETRY=1");
    }

    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.toList();
        }
    }

    /** Opens and runs a graph, then says what the process's own environment holds. */
    static final class Run {
        public static void main(String[] args) throws Throwable {
            try (OrtSession session = OrtSession.open(TinyGraph.matMul(), SessionSettings.cpu(1));
                    OrtTensor x = OrtTensor.of(new float[3], 1, 3);
                    Arena arena = Arena.ofConfined()) {
                TinyGraph.the("y", session.run(Map.of("x", x))).close();
                Linker linker = Linker.nativeLinker();
                MemorySegment value = (MemorySegment) linker.downcallHandle(
                                linker.defaultLookup().findOrThrow("getenv"), FunctionDescriptor.of(ADDRESS, ADDRESS))
                        .invokeExact(arena.allocateFrom("ORT_DISABLE_TELEMETRY"));
                System.out.print("ORT_DISABLE_TELEMETRY=" + (value.address() == 0 ? "" : NativeText.read(value)));
            }
        }
    }
}
