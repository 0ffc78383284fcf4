package dev.descry.functions.workbench.cli;

import java.util.Locale;

/** Sizes for people, in powers of 1,000. */
final class Bytes {
    private Bytes() {}

    static String text(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        double size = bytes;
        int unit = -1;
        while (size >= 999.95 && unit < 3) {
            size /= 1_000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %cB", size, "kMGT".charAt(unit));
    }
}
