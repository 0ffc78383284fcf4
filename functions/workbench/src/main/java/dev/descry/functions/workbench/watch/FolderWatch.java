package dev.descry.functions.workbench.watch;

import dev.descry.chain.Chain;
import dev.descry.chain.ChainJson;
import dev.descry.dataset.ImageFile;
import dev.descry.dataset.ImageFiles;
import dev.descry.event.RunId;
import dev.descry.image.ImageRef;
import dev.descry.run.LocalFunctions;
import dev.descry.run.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Begins a run for every image below a folder, and again when one changes. It looks at the whole folder each time,
 * because that works on every file system and misses nothing that came while it was not looking. An image is taken once
 * two looks in a row find it the same, so that no half of one is. For one thread.
 */
final class FolderWatch {
    private static final System.Logger LOG = System.getLogger(FolderWatch.class.getName());
    /** Runs begun and not ended: beyond it the watch waits, so that a large folder does not fill the memory. */
    private static final int MOST_UNDER_WAY = 1_000;

    private final Path folder;
    private final Chain chain;
    private final String fingerprint;
    private final LocalFunctions functions;
    private final Predicate<RunId> ended;
    private final Duration patience;
    private final Map<Path, Stamp> seen = new HashMap<>();

    /**
     * A watch over a folder and the folders in it.
     *
     * @param ended tells runs of earlier processes that need not be begun again
     * @param patience a run is given up after so long
     */
    FolderWatch(Path folder, Chain chain, LocalFunctions functions, Predicate<RunId> ended, Duration patience) {
        this.folder = folder.toAbsolutePath().normalize();
        this.chain = chain;
        this.fingerprint = ChainJson.write(chain).toString();
        this.functions = functions;
        this.ended = ended;
        this.patience = patience;
    }

    /** A file as a look found it; another size or time is another image. */
    private record Stamp(long bytes, long millis, boolean taken) {
        boolean same(Stamp other) {
            return bytes == other.bytes && millis == other.millis;
        }
    }

    /** Looks once. */
    void look() throws InterruptedException {
        for (ImageFile file : ImageFiles.of(List.of(folder.toString()), true)) {
            Optional<Stamp> now = stamp(file.path());
            if (now.isEmpty()) {
                continue;
            }
            Stamp before = seen.get(file.path());
            if (before == null || !before.same(now.get())) {
                seen.put(file.path(), now.get());
            } else if (!before.taken()) {
                take(file.path(), before);
                seen.put(file.path(), new Stamp(before.bytes(), before.millis(), true));
            }
        }
    }

    private void take(Path path, Stamp stamp) throws InterruptedException {
        functions.awaitFewerThan(MOST_UNDER_WAY);
        String key = folder.relativize(path).toString().replace('\\', '/');
        String version = stamp.millis() + "-" + stamp.bytes();
        RunId run = RunId.of("file", folder.toString(), key, version, fingerprint);
        try {
            if (ended.test(run) && Files.exists(text(path))) {
                return;
            }
            ImageRef image = new ImageRef("file", folder.toString(), key, Optional.of(version));
            functions.begin(new RunRecord(run, image, chain), patience);
        } catch (IllegalArgumentException e) {
            LOG.log(System.Logger.Level.WARNING, "watch: {0} is passed over: {1}", path, e.getMessage());
        }
    }

    private static Path text(Path image) {
        String name = String.valueOf(image.getFileName());
        return image.resolveSibling(name.substring(0, Math.max(0, name.lastIndexOf('.'))) + ".txt");
    }

    private static Optional<Stamp> stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(
                    new Stamp(attributes.size(), attributes.lastModifiedTime().toMillis(), false));
        } catch (IOException e) {
            return Optional.empty(); // gone since the folder was listed
        }
    }
}
