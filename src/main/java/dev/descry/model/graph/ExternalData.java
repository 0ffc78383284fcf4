package dev.descry.model.graph;

import dev.descry.model.ModelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file beside a graph that holds its large tensors one after the other, each at a multiple of {@link #ALIGNMENT} so
 * that a reader can map it. Written once from start to end.
 */
final class ExternalData implements TensorSink, AutoCloseable {
    /** Bytes; the page size that the ONNX specification advises for mapped files. */
    static final int ALIGNMENT = 4096;

    private static final int CHUNK = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    private long position;

    /** A tensor's place in the file, in bytes. */
    record Region(long offset, long length) {}

    private ExternalData(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Starts the file anew. */
    static ExternalData create(Path file) {
        try {
            Files.deleteIfExists(file);
            return new ExternalData(
                    file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name by which a graph in the same folder refers to the file. */
    String location() {
        return file.getFileName().toString();
    }

    /**
     * Writes one tensor.
     *
     * @throws ModelException when the content is not {@code length} bytes long
     */
    Region write(long length, TensorContent content) {
        int rest = (int) (position % ALIGNMENT);
        if (rest != 0) {
            bytes(new byte[ALIGNMENT - rest]);
        }
        long offset = position;
        content.writeTo(this);
        if (position - offset != length) {
            throw new ModelException(
                    "tensor in %s: expected %d bytes, found %d".formatted(location(), length, position - offset));
        }
        return new Region(offset, length);
    }

    @Override
    public void bytes(MemorySegment bytes) {
        long done = 0;
        while (done < bytes.byteSize()) {
            if (!chunk.hasRemaining()) {
                flush();
            }
            int count = (int) Math.min(chunk.remaining(), bytes.byteSize() - done);
            MemorySegment.copy(bytes, done, MemorySegment.ofBuffer(chunk), 0, count);
            chunk.position(chunk.position() + count);
            done += count;
        }
        position += done;
    }

    private void flush() {
        chunk.flip();
        try {
            while (chunk.hasRemaining()) {
                channel.write(chunk);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        chunk.clear();
    }

    @Override
    public void close() {
        try (channel) {
            flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
