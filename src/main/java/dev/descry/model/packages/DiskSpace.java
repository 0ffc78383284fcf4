package dev.descry.model.packages;

import dev.descry.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether there is room, asked before the work that needs it. */
public final class DiskSpace {
    private DiskSpace() {}

    /**
     * Makes sure that so many bytes fit beside what is there.
     *
     * @param folder exists
     * @throws ModelException when they do not fit
     */
    public static void require(Path folder, long bytes) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (bytes > free) {
            throw new ModelException(
                    "%s: expected %.1f GB of free disk space, found %.1f GB; free some or move DESCRY_HOME"
                            .formatted(folder, bytes / 1e9, free / 1e9));
        }
    }
}
