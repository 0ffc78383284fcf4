package dev.descry.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;

/** The reference's image files and what Pillow said about them. */
final class References {
    private static final String FOLDER = "/dev/descry/reference/";

    private References() {}

    /** Rows of {@code images.json}, {@code good} or {@code bad}. */
    static List<JsonNode> rows(String kind) {
        try {
            return StreamSupport.stream(
                            new ObjectMapper()
                                    .readTree(bytes("images.json"))
                                    .get(kind)
                                    .spliterator(),
                            false)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] image(String name) {
        return bytes("images/" + name);
    }

    private static byte[] bytes(String name) {
        try (InputStream file = Objects.requireNonNull(References.class.getResourceAsStream(FOLDER + name), name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Pixels decode(String name) {
        return new ImageDecoder(DecodeLimits.DEFAULT).decode(Image.of(image(name)));
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
