package dev.descry.model.weights;

import dev.descry.model.ModelException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * One safetensors file, mapped: opening reads the header alone, and a weight's pages come into memory as they are
 * read. Names are those of the file. Threads may share it; closing ends every {@link Weight} taken from it. The file
 * must not be cut while it is open.
 */
public final class SafetensorsFile implements Weights {
    /** The limit of the format's reference reader. */
    private static final long MAX_HEADER = 100_000_000;

    private final Path file;
    private final Arena arena = Arena.ofShared();
    private final Map<String, SafetensorsHeader.Place> places;
    private final MemorySegment data;

    private SafetensorsFile(Path file, FileChannel channel) throws IOException {
        this.file = file;
        byte[] header = header(file, channel);
        long begin = (long) Long.BYTES + header.length;
        long size = channel.size() - begin;
        this.places = SafetensorsHeader.parse(file.toString(), header, size);
        this.data = channel.map(FileChannel.MapMode.READ_ONLY, begin, size, arena);
    }

    /**
     * Maps a file and checks its header.
     *
     * @throws ModelException when it is missing, cut or not of the format
     */
    public static SafetensorsFile open(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new SafetensorsFile(file, channel);
        } catch (NoSuchFileException e) {
            throw new ModelException("%s: expected a safetensors file, found none".formatted(file), e);
        } catch (IOException e) {
            throw new ModelException("%s: expected a readable safetensors file, found %s".formatted(file, e), e);
        }
    }

    private static byte[] header(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        ByteBuffer prefix = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        fill(channel, prefix, 0);
        long length = prefix.hasRemaining() ? -1 : prefix.getLong(0);
        if (length < 2 || length > Math.min(MAX_HEADER, size - Long.BYTES)) {
            throw new ModelException(
                    "%s: expected a safetensors header of 2 to %d bytes, found a length of %s in a file of %d bytes"
                            .formatted(file, MAX_HEADER, Long.toUnsignedString(length), size));
        }
        ByteBuffer header = ByteBuffer.allocate((int) length);
        fill(channel, header, Long.BYTES);
        return header.array();
    }

    private static void fill(FileChannel channel, ByteBuffer target, long position) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int read = channel.read(target, at);
            if (read < 0) {
                return;
            }
            at += read;
        }
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(places.keySet());
    }

    @Override
    public Weight get(String name) {
        SafetensorsHeader.Place place = places.get(name);
        if (place == null) {
            throw new ModelException("%s: expected the weight %s, found none".formatted(file, name));
        }
        MemorySegment bytes = data.asSlice(place.begin(), place.end() - place.begin());
        return new Weight(name, place.type(), place.shape().clone(), bytes);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
