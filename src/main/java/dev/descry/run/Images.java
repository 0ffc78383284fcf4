package dev.descry.run;

import dev.descry.image.Image;
import dev.descry.image.ImageException;
import dev.descry.image.ImageRef;
import java.util.Optional;

/** Images by reference, within a limit. */
public final class Images {
    private final Buckets buckets;
    private final long maxBytes;

    public Images(Buckets buckets, long maxBytes) {
        this.buckets = buckets;
        this.maxBytes = maxBytes;
    }

    /**
     * The image as it lies there now.
     *
     * @throws ImageException when it is gone, forbidden, too large or no image
     * @throws java.io.UncheckedIOException when the store cannot be reached
     */
    public Image fetch(ImageRef ref) {
        Optional<byte[]> bytes;
        try {
            bytes = buckets.of(ref).get(ref.key());
        } catch (IllegalArgumentException e) {
            throw new ImageException(ImageException.Kind.UNREADABLE, String.valueOf(e.getMessage()));
        }
        if (bytes.isEmpty()) {
            throw new ImageException(
                    ImageException.Kind.EMPTY,
                    "image: expected %s in the bucket %s, found none; it was removed"
                            .formatted(ref.key(), ref.bucket()));
        }
        if (bytes.get().length > maxBytes) {
            throw new ImageException(
                    ImageException.Kind.TOO_LARGE,
                    "image: expected at most %d bytes, found %d".formatted(maxBytes, bytes.get().length));
        }
        return Image.of(bytes.get());
    }

    /** The bucket the image lies in. */
    Buckets buckets() {
        return buckets;
    }
}
