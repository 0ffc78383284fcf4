package dev.descry.tensor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.image.Pixels;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The picture of the reference's formula, and the reference's numbers about it. */
final class Drawn {
    private Drawn() {}

    /** p(x, y, c) = (7x + 13y + 29c + ((x * y) mod 251)) & 255. */
    static Pixels picture(Size size) {
        byte[] rgb = new byte[3 * size.width() * size.height()];
        int at = 0;
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                for (int c = 0; c < 3; c++) {
                    rgb[at++] = (byte) (7 * x + 13 * y + 29 * c + (int) ((long) x * y % 251));
                }
            }
        }
        return new Pixels(size.width(), size.height(), rgb);
    }

    static Pixels white(Size size) {
        byte[] rgb = new byte[3 * size.width() * size.height()];
        Arrays.fill(rgb, (byte) 255);
        return new Pixels(size.width(), size.height(), rgb);
    }

    static JsonNode reference(String name) {
        try (InputStream file = Drawn.class.getResourceAsStream("/dev/descry/reference/" + name)) {
            return new ObjectMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Size size(JsonNode pair) {
        return new Size(pair.get(0).asInt(), pair.get(1).asInt());
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
