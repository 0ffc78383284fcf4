package dev.descry.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 of an image's bytes as 64 lower-case hexadecimal digits: the key under which its captions are kept, so the
 * same bytes are described once wherever they lie. Anything but 64 such digits is an {@link IllegalArgumentException}.
 */
public record ImageId(String hex) {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    public ImageId {
        if (!SHA_256.matcher(hex).matches()) {
            throw new IllegalArgumentException("image id: expected 64 lower-case hexadecimal digits, found " + hex);
        }
    }

    /** Digests the bytes of an image file. */
    public static ImageId of(byte[] bytes) {
        try {
            return new ImageId(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: expected in every JDK, found none", e);
        }
    }

    @Override
    public String toString() {
        return hex;
    }
}
