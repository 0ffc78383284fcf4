package dev.descry.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The wanted files below a folder, in order of their names, folder by folder. Links are followed but never into a folder
 * the walk is in; hidden files and folders are passed over. A folder that cannot be listed is given out itself, so that
 * somebody hears of it. Holds the names of one folder per level.
 */
final class FolderWalk implements Iterator<Path> {
    private record Level(Path real, Iterator<Path> children) {}

    private final int depth;
    private final Predicate<Path> wanted;
    private final Deque<Level> levels = new ArrayDeque<>();
    private @Nullable Path next;

    /**
     * Begins a walk.
     *
     * @param depth 1 for the folder's own files, 2 for those of its folders too
     */
    FolderWalk(Path folder, int depth, Predicate<Path> wanted) {
        this.depth = depth;
        this.wanted = wanted;
        next = enter(folder) ? advance() : folder;
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public Path next() {
        Path found = next;
        if (found == null) {
            throw new NoSuchElementException();
        }
        next = advance();
        return found;
    }

    static boolean hidden(Path path) {
        Path name = path.getFileName();
        return name != null && name.toString().startsWith(".");
    }

    private @Nullable Path advance() {
        while (!levels.isEmpty()) {
            Iterator<Path> children = levels.getLast().children();
            if (!children.hasNext()) {
                levels.removeLast();
                continue;
            }
            Path child = children.next();
            if (hidden(child)) {
                continue;
            }
            if (Files.isDirectory(child)) {
                if (levels.size() < depth && !enter(child)) {
                    return child;
                }
            } else if (wanted.test(child) && (Files.isRegularFile(child) || Files.isSymbolicLink(child))) {
                return child;
            }
        }
        return null;
    }

    /** Goes into the folder unless the walk is in it already; false when it cannot be listed. */
    private boolean enter(Path folder) {
        try {
            Path real = folder.toRealPath();
            if (levels.stream().noneMatch(level -> level.real().equals(real))) {
                levels.addLast(new Level(real, children(folder).iterator()));
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
            found.forEach(children::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(children);
        return children;
    }
}
