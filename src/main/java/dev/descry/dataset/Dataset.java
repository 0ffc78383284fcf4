package dev.descry.dataset;

import java.nio.file.Path;
import java.util.Set;

/**
 * Images to describe. Every iterator reads them anew, in the same order, and never holds them all; what is missing or
 * cannot be listed comes too, so that it fails where it is read. Iterating throws {@link java.io.UncheckedIOException} when
 * the list itself cannot be read.
 */
public interface Dataset extends Iterable<ImageFile> {
    /** The folder below which the images lie; absolute. */
    Path base();

    /** Names of the fields that its images have. */
    Set<String> fields();

    /**
     * Finds the bytes of one of its images again.
     *
     * @param address as {@link Content#address} gave it
     * @throws IllegalArgumentException when it is no address of this dataset
     */
    default Content content(String address) {
        if (address.startsWith(FileContent.SCHEME)) {
            return new FileContent(Path.of(address.substring(FileContent.SCHEME.length())));
        }
        if (address.startsWith(TarContent.SCHEME)) {
            return TarContent.at(address);
        }
        if (address.startsWith(BrokenContent.SCHEME)) {
            return new BrokenContent(address.substring(BrokenContent.SCHEME.length()));
        }
        throw new IllegalArgumentException("image: expected the address of a file, found " + address);
    }

    /** True when its terms forbid to send its images to somebody else's server. */
    default boolean localOnly() {
        return false;
    }
}
