package dev.descry.image;

/**
 * An image file as it came: bytes, recognised format and identity, not decoded. The array is shared, not copied; nobody
 * may change it.
 */
public record Image(ImageId id, MediaType type, byte[] bytes) {

    /**
     * Recognises the format and computes the identity.
     *
     * @throws ImageException {@code UNSUPPORTED} when the bytes are no image of a known format, {@code EMPTY} when there
     *     are none
     */
    public static Image of(byte[] bytes) {
        if (bytes.length == 0) {
            throw new ImageException(ImageException.Kind.EMPTY, "image: expected bytes, found an empty file");
        }
        MediaType type = MediaType.sniff(bytes)
                .orElseThrow(() -> new ImageException(
                        ImageException.Kind.UNSUPPORTED,
                        "image: expected JPEG, PNG, GIF, BMP, WebP or TIFF, found other bytes; check the file"));
        return new Image(ImageId.of(bytes), type, bytes);
    }
}
