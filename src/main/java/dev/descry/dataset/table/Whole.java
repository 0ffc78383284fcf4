package dev.descry.dataset.table;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that have their name only when they are whole. */
final class Whole {
    private Whole() {}

    /** Where such a file is written until then. */
    static Path unfinished(Path file) {
        return file.resolveSibling("." + file.getFileName() + ".descry");
    }

    /** Forces the file to the disk and gives it its name, over what has it. */
    static void name(Path unfinished, Path file) throws IOException {
        try (FileChannel written = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
