package dev.descry.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory of this process in 10^6 bytes.
 *
 * @param heapUsed by live and dead objects at the moment
 * @param heapLimit {@code -Xmx}
 * @param resident in main memory at the moment (Linux only, else 0)
 * @param residentPeak most since {@link #forget()}, where the kernel can forget, else since the start
 */
record Memory(double heapUsed, double heapLimit, double resident, double residentPeak) {
    private static final Path STATUS = Path.of("/proc/self/status");

    /** Starts the peak anew. */
    static void forget() {
        try {
            if (Files.exists(STATUS)) {
                Files.writeString(Path.of("/proc/self/clear_refs"), "5");
            }
        } catch (IOException e) {
            System.out.println("resident peak since the start of the process: " + e);
        }
    }

    static Memory now() {
        Runtime java = Runtime.getRuntime();
        return new Memory(
                (java.totalMemory() - java.freeMemory()) / 1e6,
                java.maxMemory() / 1e6,
                status("VmRSS:"),
                status("VmHWM:"));
    }

    String line() {
        return "heap %.0f MB now, of %.0f MB; resident %.0f MB now, %.0f MB at most"
                .formatted(heapUsed, heapLimit, resident, residentPeak);
    }

    private static double status(String field) {
        if (!Files.exists(STATUS)) {
            return 0;
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(field))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024 / 1e6)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
