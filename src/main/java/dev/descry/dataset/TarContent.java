package dev.descry.dataset;

import dev.descry.image.ImageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A member of an archive.
 *
 * @param offset of its first byte in the archive
 * @param size in bytes
 */
record TarContent(Path archive, long offset, long size) implements Content {
    static final String SCHEME = "tar:";

    private static final Pattern ADDRESS = Pattern.compile(SCHEME + "(\\d+)\\+(\\d+):(.*)", Pattern.DOTALL);

    static TarContent at(String address) {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches()) {
            throw new IllegalArgumentException("image: expected the address of an archive's member, found " + address);
        }
        return new TarContent(Path.of(parts.group(3)), Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)));
    }

    @Override
    public boolean there() {
        return !Files.notExists(archive);
    }

    @Override
    public byte[] read(long mostBytes) {
        Content.requireLength(size, mostBytes);
        ByteBuffer bytes = ByteBuffer.allocate((int) size);
        try (FileChannel file = FileChannel.open(archive)) {
            while (bytes.hasRemaining()) {
                if (file.read(bytes, offset + bytes.position()) < 0) {
                    throw new IOException("the archive ends before its member");
                }
            }
        } catch (IOException e) {
            throw new ImageException(
                    ImageException.Kind.UNREADABLE,
                    "image: expected %d bytes in %s, found %s".formatted(size, archive, Faults.reason(e)),
                    e);
        }
        return bytes.array();
    }

    @Override
    public String address() {
        return SCHEME + offset + "+" + size + ":" + archive;
    }
}
