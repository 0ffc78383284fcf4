package dev.descry.experts.interrogator;

import dev.descry.model.ModelException;
import dev.descry.model.weights.SafetensorsFile;
import dev.descry.model.weights.Weight;
import dev.descry.model.weights.Weights;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The features of one list's terms in a file, laid out as clip-interrogator lays out its own: a safetensors file with
 * {@code embeds}, half precision [N, D], and {@code hash}, the 64 hexadecimal digits of the terms' SHA-256.
 */
final class EmbeddingFile {
    private static final String EMBEDS = "embeds";
    private static final String HASH = "hash";
    private static final int HASH_LENGTH = 64;

    private EmbeddingFile() {}

    /**
     * Maps the features.
     *
     * @throws ModelException when the file is damaged or holds others
     */
    static SafetensorsFile open(Path file, String hash, int terms, int dimension) {
        SafetensorsFile opened = SafetensorsFile.open(file);
        if (holds(opened, hash, terms, dimension)) {
            return opened;
        }
        opened.close();
        throw new ModelException(
                "%s: expected the features of %d terms of width %d, found others".formatted(file, terms, dimension));
    }

    private static boolean holds(Weights weights, String hash, int terms, int dimension) {
        if (!weights.names().contains(EMBEDS) || !weights.names().contains(HASH)) {
            return false;
        }
        Weight embeds = embeds(weights);
        byte[] found = weights.get(HASH).data().toArray(ValueLayout.JAVA_BYTE);
        return embeds.shape().length == 2
                && embeds.shape()[0] == terms
                && embeds.shape()[1] == dimension
                && hash.equals(new String(found, StandardCharsets.US_ASCII));
    }

    static Weight embeds(Weights weights) {
        return weights.get(EMBEDS);
    }

    /** Writes beside the file and moves into place, so that nobody ever reads a half of it. */
    static void write(Path file, String hash, List<float[]> features, int dimension) throws IOException {
        Files.createDirectories(file.getParent());
        Path part = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
        try {
            try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
                writeAll(out, header(features.size(), dimension));
                ByteBuffer row = ByteBuffer.allocate(2 * dimension).order(ByteOrder.LITTLE_ENDIAN);
                for (float[] feature : features) {
                    row.clear();
                    for (float value : feature) {
                        row.putShort(Float.floatToFloat16(value));
                    }
                    writeAll(out, row.flip());
                }
                writeAll(out, ByteBuffer.wrap(hash.getBytes(StandardCharsets.US_ASCII)));
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static ByteBuffer header(int terms, int dimension) {
        long end = 2L * terms * dimension;
        String json = "{\"%s\":{\"dtype\":\"F16\",\"shape\":[%d,%d],\"data_offsets\":[0,%d]},"
                        .formatted(EMBEDS, terms, dimension, end)
                + "\"%s\":{\"dtype\":\"I8\",\"shape\":[%d],\"data_offsets\":[%d,%d]}}"
                        .formatted(HASH, HASH_LENGTH, end, end + HASH_LENGTH);
        byte[] text = json.getBytes(StandardCharsets.US_ASCII);
        int padded = (text.length + 7) / 8 * 8;
        ByteBuffer header = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(padded).put(text);
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        return header.flip();
    }

    private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
