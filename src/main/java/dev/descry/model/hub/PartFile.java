package dev.descry.model.hub;

import dev.descry.model.Meter;
import dev.descry.model.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A file on its way: the bytes so far, kept as {@code NAME.DIGEST.part} so that a later run goes on only where the hub
 * still has the same content. The digest runs along with the bytes.
 */
final class PartFile implements AutoCloseable {
    private static final int BLOCK = 1 << 20;

    private final HubFile file;
    private final Path path;
    private final Meter meter;
    private final FileChannel channel;
    private MessageDigest digest;
    private long size;
    private int turn;

    private PartFile(HubFile file, Path path, Meter meter, FileChannel channel) {
        this.file = file;
        this.path = path;
        this.meter = meter;
        this.channel = channel;
        this.digest = file.newDigest();
    }

    /** Opens what an earlier run left, or an empty file. */
    static PartFile open(Path folder, HubFile file, Meter meter) {
        Path path = folder.resolve(file.path() + "." + file.digest().substring(0, 12) + ".part");
        try {
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            PartFile part = new PartFile(file, path, meter, channel);
            part.readWhatIsThere();
            return part;
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    private void readWhatIsThere() throws IOException {
        if (channel.size() > file.size()) {
            channel.truncate(0);
        }
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        while (channel.read(block) >= 0) {
            block.flip();
            size += block.remaining();
            meter.skip(file.path(), block.remaining());
            digest.update(block);
            block.clear();
        }
    }

    synchronized long size() {
        return size;
    }

    synchronized boolean complete() {
        return size == file.size();
    }

    /** Takes bytes after those so far. An earlier writer, of a request given up, writes nothing any more. */
    synchronized ByteTarget writer() {
        turn++;
        int mine = turn;
        return block -> write(mine, block);
    }

    private synchronized void write(int writer, ByteBuffer block) {
        int count = block.remaining();
        if (writer != turn) {
            return;
        }
        if (count > file.size() - size) {
            throw new ModelException("%s: expected %d bytes, found more".formatted(file.path(), file.size()));
        }
        digest.update(block.duplicate());
        try {
            while (block.hasRemaining()) {
                channel.write(block, size + count - block.remaining());
            }
        } catch (IOException e) {
            throw unwritable(path, e);
        }
        size += count;
        meter.add(file.path(), count);
    }

    /** Throws the bytes so far away. */
    synchronized void restart() {
        try {
            channel.truncate(0);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
        meter.add(file.path(), -size);
        size = 0;
        digest = file.newDigest();
    }

    /**
     * Gives the complete file its name.
     *
     * @return whether the digest was right; when not, the bytes are thrown away
     */
    synchronized boolean finish(Path target) {
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(file.digest())) {
            restart();
            return false;
        }
        try {
            channel.force(true);
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    private static ModelException unwritable(Path path, IOException e) {
        return new ModelException(
                "%s: expected to write it, found %s; check the free disk space".formatted(path, e), e);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }
}
