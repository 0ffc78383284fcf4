package dev.descry.model.packages;

import dev.descry.model.Meter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** SHA-256 of files and texts, as 64 lower-case hexadecimal digits. */
final class Digests {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
    private static final int BLOCK = 1 << 20;

    private Digests() {}

    static boolean isSha256(String text) {
        return HEX.matcher(text).matches();
    }

    static String sha256(String text) {
        return hex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Digests a file, block by block. */
    static String sha256(Path file, Meter meter) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] block = new byte[Math.clamp(Files.size(file), 1, BLOCK)];
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                digest.update(block, 0, read);
                meter.add(file.getFileName().toString(), read);
            }
        }
        return hex(digest.digest());
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: expected in every JDK, found none", e);
        }
    }
}
