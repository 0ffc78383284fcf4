package dev.descry.dataset;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The images a user named, read from the disk anew by every iterator and never held all at once. Folders give their files
 * with the suffix of an image, a file named itself is taken whatever its suffix, and a file named twice comes once. What
 * is missing or cannot be listed comes too, so that it fails where it is read.
 */
public final class ImageFiles implements Dataset {
    private final List<Source> sources;
    private final Path base;

    private ImageFiles(List<Source> sources, Path base) {
        this.sources = sources;
        this.base = base;
    }

    /**
     * Takes files, folders and globs such as {@code photos/**}{@code /*.jpg}.
     *
     * @param recursive true for the folders inside folders too
     * @throws IllegalArgumentException when nothing is named or a glob is malformed
     */
    public static ImageFiles of(List<String> arguments, boolean recursive) {
        List<Source> sources = arguments.stream()
                .map(argument -> Source.of(argument, recursive))
                .toList();
        Path base = sources.stream()
                .map(Source::base)
                .reduce(ImageFiles::common)
                .orElseThrow(() -> new IllegalArgumentException("images: expected files or folders, found none"));
        return new ImageFiles(sources, base);
    }

    @Override
    public Path base() {
        return base;
    }

    @Override
    public Set<String> fields() {
        return Set.of();
    }

    @Override
    public Iterator<ImageFile> iterator() {
        return new Files();
    }

    static Path common(Path one, Path other) {
        Path common = one;
        while (!other.startsWith(common)) {
            Path parent = common.getParent();
            if (parent == null) {
                return common;
            }
            common = parent;
        }
        return common;
    }

    private ImageFile file(Path path) {
        Path whole = path.toAbsolutePath().normalize();
        return new ImageFile(path, whole.equals(base) ? Path.of("") : base.relativize(whole));
    }

    private final class Files implements Iterator<ImageFile> {
        private int source = -1;
        private Iterator<Path> paths = List.<Path>of().iterator();
        private @Nullable Path next = advance();

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public ImageFile next() {
            Path found = next;
            if (found == null) {
                throw new NoSuchElementException();
            }
            next = advance();
            return file(found);
        }

        private @Nullable Path advance() {
            while (true) {
                while (paths.hasNext()) {
                    Path path = paths.next();
                    if (earlier().noneMatch(earlier -> earlier.covers(path))) {
                        return path;
                    }
                }
                if (++source == sources.size()) {
                    source--;
                    return null;
                }
                paths = sources.get(source).files();
            }
        }

        private Stream<Source> earlier() {
            return sources.subList(0, source).stream();
        }
    }
}
