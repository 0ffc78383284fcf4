package dev.descry.dataset;

import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** One thing a user named: a file, a folder or a glob. */
sealed interface Source {
    Pattern WILDCARD = Pattern.compile("[*?\\[{]");

    Set<String> SUFFIXES = Set.of("jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "webp", "tif", "tiff");

    /** What is named here, in order. A folder or glob without images gives none. */
    Iterator<Path> files();

    /** True when {@link #files()} gives this file out. */
    boolean covers(Path file);

    /** The folder below which all of it lies. */
    Path base();

    /** A file, whatever its name and whether or not it is there. */
    record One(Path file) implements Source {
        @Override
        public Iterator<Path> files() {
            return List.of(file).iterator();
        }

        @Override
        public boolean covers(Path other) {
            return absolute(other).equals(absolute(file));
        }

        @Override
        public Path base() {
            Path parent = absolute(file).getParent();
            return parent == null ? absolute(file) : parent;
        }
    }

    /** The image files of a folder, down to so many levels. */
    record Folder(Path folder, int depth) implements Source {
        @Override
        public Iterator<Path> files() {
            return new FolderWalk(folder, depth, Source::image);
        }

        @Override
        public boolean covers(Path file) {
            Path whole = absolute(file);
            return whole.startsWith(base())
                    && whole.getNameCount() - base().getNameCount() <= depth
                    && image(file)
                    && visible(base().relativize(whole));
        }

        @Override
        public Path base() {
            return absolute(folder);
        }
    }

    /** The image files below a folder whose path from there matches a pattern. */
    record Glob(Path folder, String pattern, List<PathMatcher> matchers) implements Source {
        static Glob of(Path folder, String pattern) {
            try {
                FileSystem files = FileSystems.getDefault();
                // "**/" stands for no folder too, as in a shell.
                PathMatcher here = files.getPathMatcher("glob:" + pattern.replace("**/", ""));
                return new Glob(folder, pattern, List.of(files.getPathMatcher("glob:" + pattern), here));
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        "images: expected a file or a glob, found %s (%s)".formatted(pattern, e.getDescription()), e);
            }
        }

        @Override
        public Iterator<Path> files() {
            int depth = pattern.contains("**") ? Integer.MAX_VALUE : pattern.split("/", -1).length;
            Iterator<Path> found = new FolderWalk(folder, depth, this::covers);
            // A pattern that matches nothing is given out like a file that is not there.
            return found.hasNext() ? found : List.of(folder.resolve(pattern)).iterator();
        }

        @Override
        public boolean covers(Path file) {
            Path whole = absolute(file);
            if (!whole.startsWith(base()) || !image(file)) {
                return false;
            }
            Path below = base().relativize(whole);
            return visible(below) && matchers.stream().anyMatch(matcher -> matcher.matches(below));
        }

        @Override
        public Path base() {
            return absolute(folder);
        }
    }

    /** Tells what the user named. A name with wildcards that exists all the same is that file. */
    static Source of(String argument, boolean recursive) {
        Path path = tidy(Path.of(argument));
        if (Files.isDirectory(path)) {
            return new Folder(path, recursive ? Integer.MAX_VALUE : 1);
        }
        if (!WILDCARD.matcher(argument).find() || Files.exists(path)) {
            return new One(path);
        }
        Path plain = path.isAbsolute() ? path.getRoot() : Path.of("");
        int names = 0;
        while (!WILDCARD.matcher(path.getName(names).toString()).find()) {
            plain = plain.resolve(path.getName(names++));
        }
        return Glob.of(plain, path.subpath(names, path.getNameCount()).toString());
    }

    /** Without needless dots, so that a path has one name in every run; a {@code ..} after a link has a meaning. */
    private static Path tidy(Path path) {
        for (Path name : path) {
            if (name.toString().equals("..")) {
                return path;
            }
        }
        return path.normalize();
    }

    private static boolean image(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 && SUFFIXES.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    private static boolean visible(Path below) {
        for (Path name : below) {
            if (FolderWalk.hidden(name)) {
                return false;
            }
        }
        return true;
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
