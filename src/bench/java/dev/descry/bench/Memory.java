package dev.descry.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Memory of this process in 10^6 bytes.
 *
 * @param heapUsed by live and dead objects at the moment
 * @param heapPeak most used since {@link #forget()}
 * @param heapLimit {@code -Xmx}
 * @param resident in main memory at the moment (Linux only, else 0)
 * @param residentPeak most since {@link #forget()}, where the kernel can forget, else since the start
 */
record Memory(double heapUsed, double heapPeak, double heapLimit, double resident, double residentPeak) {
    private static final Path STATUS = Path.of("/proc/self/status");

    /** Starts the peaks anew. */
    static void forget() {
        heap().forEach(MemoryPoolMXBean::resetPeakUsage);
        try {
            if (Files.exists(STATUS)) {
                Files.writeString(Path.of("/proc/self/clear_refs"), "5");
            }
        } catch (IOException e) {
            System.out.println("resident peak since the start of the process: " + e);
        }
    }

    static Memory now() {
        double used =
                heap().stream().mapToLong(pool -> pool.getUsage().getUsed()).sum();
        double peak =
                heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        return new Memory(
                used / 1e6, peak / 1e6, Runtime.getRuntime().maxMemory() / 1e6, status("VmRSS:"), status("VmHWM:"));
    }

    String line() {
        return "heap %.0f MB now, %.0f MB at most, of %.0f MB; resident %.0f MB now, %.0f MB at most"
                .formatted(heapUsed, heapPeak, heapLimit, resident, residentPeak);
    }

    private static List<MemoryPoolMXBean> heap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
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
