package dev.descry.caption;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of texts in UTF-8, as 64 lower-case hexadecimal digits. */
public final class Sha256 {
    private Sha256() {}

    /** Of one text. */
    public static String of(String text) {
        return HexFormat.of().formatHex(bytes(text));
    }

    /** Of one text, as 32 bytes. */
    public static byte[] bytes(String text) {
        return digest().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The length stands before every part, so that no two lists of parts run together to the same bytes. */
    public static String ofParts(Iterable<String> parts) {
        MessageDigest sha256 = digest();
        for (String part : parts) {
            byte[] utf8 = part.getBytes(StandardCharsets.UTF_8);
            sha256.update((utf8.length + ":").getBytes(StandardCharsets.UTF_8));
            sha256.update(utf8);
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: expected in every JDK, found none", e);
        }
    }
}
