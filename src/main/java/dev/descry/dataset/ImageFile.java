package dev.descry.dataset;

import dev.descry.image.DecodeLimits;
import dev.descry.image.Image;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * An image to be described, as it was found: nothing says yet that it is there or an image.
 *
 * @param path as the user would write it
 * @param relative the same below the folder that holds everything the user named; mirrored in an output folder
 * @param fields what is known of it, by name, for prompts and tables; an image of a dataset has that of its row
 * @param content where its bytes are
 * @param variant 1, or 2 and more where the image is described several times
 */
public record ImageFile(Path path, Path relative, Map<String, String> fields, Content content, int variant) {
    /** What is known of every image, see {@link #values}. */
    public static final Set<String> PLACE = Set.of("file", "folder");

    public ImageFile {
        fields = Map.copyOf(fields);
        if (variant < 1) {
            throw new IllegalArgumentException("variant: expected 1 or more, found " + variant);
        }
    }

    /** An image that is described once. */
    public ImageFile(Path path, Path relative, Map<String, String> fields, Content content) {
        this(path, relative, fields, content, 1);
    }

    /** A file of which nothing more is known. */
    public ImageFile(Path path, Path relative) {
        this(path, relative, Map.of(), new FileContent(path));
    }

    /** The same image, to be described once more. */
    public ImageFile again(int variant) {
        return new ImageFile(path, relative, fields, content, variant);
    }

    /** How people and reports call the image; {@code a.jpg#2} for its second caption. */
    public String name() {
        return variant == 1 ? path.toString() : path + "#" + variant;
    }

    /** What prompts may name: its fields, and where it is: {@code file} and {@code folder}, both names alone. */
    public Map<String, String> values() {
        Map<String, String> values = new HashMap<>();
        values.put("file", String.valueOf(path.getFileName()));
        Path folder = path.toAbsolutePath().getParent();
        values.put(
                "folder",
                folder == null || folder.getFileName() == null
                        ? ""
                        : folder.getFileName().toString());
        values.putAll(fields);
        return values;
    }

    /** True when there is certainly no such image. */
    public boolean missing() {
        return !content.there();
    }

    /**
     * Reads the image whole.
     *
     * @throws dev.descry.image.ImageException when it is missing, unreadable, empty, longer than the limit or no image
     */
    public Image read(DecodeLimits limits) {
        return Image.of(content.read(limits.maxBytes()));
    }
}
