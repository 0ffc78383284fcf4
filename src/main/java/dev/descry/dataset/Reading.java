package dev.descry.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Images read from an open file one by one; the file is closed after the last one. */
final class Reading implements Iterator<ImageFile> {
    /** The next image, or null when there is none. */
    interface Source extends Closeable {
        @Nullable
        ImageFile next() throws IOException;
    }

    /** Opens the file of a source. */
    interface Opener {
        Source open() throws IOException;
    }

    private final Path file;
    private final Source source;
    private @Nullable ImageFile next;

    private Reading(Path file, Source source) {
        this.file = file;
        this.source = source;
        next = advance();
    }

    /** Opens the file and reads its first image. */
    static Reading of(Path file, Opener opener) {
        try {
            return new Reading(file, opener.open());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public ImageFile next() {
        ImageFile found = next;
        if (found == null) {
            throw new NoSuchElementException();
        }
        next = advance();
        return found;
    }

    private @Nullable ImageFile advance() {
        try {
            ImageFile found = source.next();
            if (found == null) {
                source.close();
            }
            return found;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    static UncheckedIOException unreadable(Path file, IOException fault) {
        return new UncheckedIOException(
                "%s: expected a readable list of images, found %s".formatted(file, Faults.reason(fault)), fault);
    }
}
