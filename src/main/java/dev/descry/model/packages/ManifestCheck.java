package dev.descry.model.packages;

import dev.descry.model.Meter;
import dev.descry.model.ModelException;
import dev.descry.model.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Holds a package's files against its manifest. At every load: sizes of all files, and the SHA-256 of small ones
 * (settings, tokenizer, graphs whose weights lie beside them), which takes milliseconds. The SHA-256 of everything is
 * computed when a package is built and by {@code models verify}, for a 72B model reads 40 GB.
 */
final class ManifestCheck {
    /** Files up to this size are digested at every load. */
    static final long SMALL = 1L << 20;

    private final Path folder;
    private final Manifest manifest;

    ManifestCheck(Path folder, Manifest manifest) {
        this.folder = folder;
        this.manifest = manifest;
    }

    /** What every load checks. */
    void quick() {
        for (Map.Entry<String, Manifest.Entry> file : manifest.files().entrySet()) {
            checkSize(file.getKey(), file.getValue());
            if (file.getValue().size() <= SMALL) {
                checkDigest(file.getKey(), file.getValue(), new Meter(Watch.NONE, 0));
            }
        }
    }

    /** Digests every file. */
    void full(Watch watch) {
        manifest.files().forEach(this::checkSize);
        Meter meter = new Meter(
                watch,
                manifest.files().values().stream()
                        .mapToLong(Manifest.Entry::size)
                        .sum());
        manifest.files().forEach((path, entry) -> checkDigest(path, entry, meter));
    }

    private void checkSize(String path, Manifest.Entry entry) {
        Path file = folder.resolve(path);
        if (!Files.isRegularFile(file)) {
            throw refused(path, "a file", "none");
        }
        try {
            long size = Files.size(file);
            if (size != entry.size()) {
                throw refused(path, entry.size() + " bytes", String.valueOf(size));
            }
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private void checkDigest(String path, Manifest.Entry entry, Meter meter) {
        try {
            String found = Digests.sha256(folder.resolve(path), meter);
            if (!found.equals(entry.sha256())) {
                throw refused(path, "SHA-256 " + entry.sha256(), found);
            }
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private ModelException unreadable(String path, IOException e) {
        return new ModelException("%s: %s: expected a readable file, found %s".formatted(folder, path, e), e);
    }

    private ModelException refused(String path, String expected, String found) {
        return new ModelException("%s: %s: expected %s, found %s; remove the package and build or pull it again"
                .formatted(folder, path, expected, found));
    }
}
