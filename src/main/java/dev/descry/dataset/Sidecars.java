package dev.descry.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One file per image and caption, beside it or at the same place in an output folder: {@code a.txt} for {@code a.jpg}, {@code
 * a.2.txt} for a second caption. Of several images that differ in their suffix alone, the first by name gets that one and the
 * others {@code a.png.txt}. A file is there whole or not at all, whenever the writer dies.
 *
 * <p>Methods throw {@link UncheckedIOException} with a message for the user.
 */
public final class Sidecars {
    private static final System.Logger LOG = System.getLogger(Sidecars.class.getName());

    private final Optional<Path> output;
    private final SidecarForm form;
    /** Whether an image is the first of its stem: asked several times while it is under way, and a dozen looks at the disk. */
    private final Map<Path, Boolean> first = Collections.synchronizedMap(new Newest());

    private Sidecars(Optional<Path> output, SidecarForm form) {
        this.output = output;
        this.form = form;
    }

    /** Text files beside their images. */
    public static Sidecars beside() {
        return new Sidecars(Optional.empty(), SidecarForm.TXT);
    }

    /** Text files in a folder that mirrors where the images lie. */
    public static Sidecars in(Path output) {
        return new Sidecars(Optional.of(output), SidecarForm.TXT);
    }

    /** Files of another form at the same places. */
    public Sidecars as(SidecarForm form) {
        return new Sidecars(output, form);
    }

    /** Where the image's caption belongs. */
    public Path of(ImageFile image) {
        Path place = output.map(folder -> folder.resolve(image.relative())).orElse(image.path());
        String name = String.valueOf(image.path().getFileName());
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        // A picture called a.txt must never become its own caption.
        boolean plain = !name.equals(stem + form.suffix()) && first(image.path(), stem, name);
        String number = image.variant() == 1 ? "" : "." + image.variant();
        return place.resolveSibling((plain ? stem : name) + number + form.suffix());
    }

    /** True when the image has a caption; a blank file is none, one that cannot be read may be one. */
    public boolean has(ImageFile image) {
        Path file = of(image);
        try {
            return says(file);
        } catch (IOException e) {
            return Files.exists(file);
        }
    }

    /** Makes sure before any work is done that the image's caption can be written. */
    public void requireWritable(ImageFile image) {
        Path folder = folder(of(image));
        try {
            make(folder);
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
        if (!Files.isWritable(folder)) {
            throw unwritable(folder, new AccessDeniedException(folder.toString()));
        }
    }

    /** Writes the caption as the policy wants it; the same caption again changes nothing. */
    public void write(ImageFile image, String caption, Existing existing) {
        Path file = of(image);
        Path folder = folder(file);
        // One name per sidecar: what a dead writer left is overwritten by the next one.
        Path whole = folder.resolve("." + file.getFileName() + ".descry");
        try {
            byte[] old = bytes(file);
            String text = form.says(old) ? merge(form, old, caption, existing) : caption;
            byte[] bytes = text.isEmpty() ? old : form.write(old, text);
            if (!Arrays.equals(bytes, old)) {
                make(folder);
                fill(whole, bytes);
                Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (CharacterCodingException e) {
            throw new UncheckedIOException(
                    "sidecar %s: expected UTF-8 text to add to, found other bytes; convert or remove it"
                            .formatted(file),
                    e);
        } catch (IOException e) {
            discard(whole);
            throw unwritable(folder, e);
        }
    }

    /** What could not be finished on a full disk; where that fails too, the next writer finds it. */
    private static void discard(Path whole) {
        try {
            Files.deleteIfExists(whole);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "left behind: " + whole, e);
        }
    }

    /** The file's new text; empty where it stays as it is. */
    private static String merge(SidecarForm form, byte[] old, String caption, Existing existing) throws IOException {
        return switch (existing) {
            case SKIP, KEEP -> "";
            case OVERWRITE, FAILED, CHANGED -> caption;
            case APPEND -> {
                String before = form.read(old).strip();
                yield ("\n" + before).endsWith("\n" + caption) ? "" : before + "\n" + caption;
            }
            case PREPEND -> {
                String before = form.read(old).strip();
                yield (before + "\n").startsWith(caption + "\n") ? "" : caption + "\n" + before;
            }
        };
    }

    /** True when the file has a caption, whatever its encoding. */
    private boolean says(Path file) throws IOException {
        return form.says(bytes(file));
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            // Most often there is none, and an exception costs more than a look.
            return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    /** Not forced to the disk: a power cut may leave an empty file, which counts as none and is written again. */
    private static void fill(Path whole, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                whole, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
        }
    }

    /** The looks at the disk are outside the lock: two threads may both look, and see the same. */
    private boolean first(Path image, String stem, String name) {
        Boolean known = first.get(image);
        if (known == null) {
            known = firstOfItsStem(image, stem, name);
            first.put(image, known);
        }
        return known;
    }

    /** Looks at the images of the same stem in the folder, in the order in which a folder is read. */
    private static boolean firstOfItsStem(Path image, String stem, String name) {
        return Source.SUFFIXES.stream()
                .flatMap(suffix -> Stream.of(suffix, suffix.toUpperCase(Locale.ROOT)))
                .map(suffix -> stem + "." + suffix)
                .noneMatch(other -> other.compareTo(name) < 0 && Files.exists(image.resolveSibling(other)));
    }

    private static void make(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
    }

    private static Path folder(Path file) {
        Path parent = file.getParent();
        return parent == null ? Path.of(".") : parent;
    }

    private static UncheckedIOException unwritable(Path folder, IOException fault) {
        return new UncheckedIOException(
                "output: expected a folder that can be written, found %s in %s; choose another output folder"
                        .formatted(Faults.reason(fault), folder),
                fault);
    }

    /** As many as may be under way. */
    private static final class Newest extends LinkedHashMap<Path, Boolean> {
        private static final int MOST = 1024;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Boolean> eldest) {
            return size() > MOST;
        }
    }
}
