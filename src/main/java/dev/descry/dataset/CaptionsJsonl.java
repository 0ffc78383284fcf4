package dev.descry.dataset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file of one JSON record per line and image, which only grows while a run writes it. A line that a dead writer left
 * unfinished is cut off, or ended where nothing but its end is missing, when the file is opened again. An image's newer record
 * replaces its older one when the file is closed. Safe for use by several threads; one writer at a time.
 *
 * <p>Methods throw {@link UncheckedIOException} with a message for the user.
 */
public final class CaptionsJsonl implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final Recorded recorded;
    private final ReentrantLock turn = new ReentrantLock();
    private final ExecutorService forcer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("records-", 0).factory());
    private final AtomicLong appended = new AtomicLong();
    /** For the forcer's thread alone. */
    private long forced;

    private CaptionsJsonl(Path file, FileChannel channel, Recorded recorded) {
        this.file = file;
        this.channel = channel;
        this.recorded = recorded;
    }

    /** Opens the file for more records, and makes it and its folder when they are not there. */
    public static CaptionsJsonl open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            lock(channel);
            mend(channel);
            return new CaptionsJsonl(file, channel, Recorded.read(file));
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** True or false as the image failed last time; empty when nothing is recorded of it. */
    public Optional<Boolean> failed(String image) {
        turn.lock();
        try {
            return recorded.failed(image);
        } finally {
            turn.unlock();
        }
    }

    /**
     * Adds the image's record and forces it to the disk; does nothing when its last record says the same.
     *
     * @param record with the member {@code image}
     */
    public void append(ObjectNode record) {
        Recorded.Said said = Recorded.Said.of(record);
        byte[] line = (said.text() + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            long number = add(said, line);
            CompletableFuture.runAsync(() -> force(number), forcer).join();
        } catch (IOException e) {
            throw unwritable(file, e);
        } catch (CompletionException e) {
            throw e.getCause() instanceof UncheckedIOException fault ? fault : e;
        }
    }

    /** True when the image's last record says the same, whatever time its failures took. */
    public boolean says(ObjectNode record) {
        Recorded.Said said = Recorded.Said.of(record);
        turn.lock();
        try {
            return recorded.says(said);
        } finally {
            turn.unlock();
        }
    }

    private long add(Recorded.Said said, byte[] line) throws IOException {
        turn.lock();
        try {
            if (recorded.says(said)) {
                return appended.get();
            }
            long end = channel.size();
            try {
                write(channel, line, end);
            } catch (IOException e) {
                // A full disk must not leave half a line before the next record.
                channel.truncate(end);
                throw e;
            }
            recorded.note(Optional.of(said));
            return appended.incrementAndGet();
        } finally {
            turn.unlock();
        }
    }

    /** Records that come while the file is being forced are served together by the next time. */
    private void force(long number) {
        if (forced >= number) {
            return;
        }
        long all = appended.get();
        try {
            channel.force(false);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
        forced = all;
    }

    /** Drops replaced records and lets go of the file. */
    @Override
    public void close() {
        turn.lock();
        try (forcer;
                channel) {
            if (recorded.superseded()) {
                compact();
            }
        } catch (IOException e) {
            throw unwritable(file, e);
        } finally {
            turn.unlock();
        }
    }

    private void compact() throws IOException {
        Path whole = file.resolveSibling("." + file.getFileName() + ".descry");
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
                BufferedWriter kept = Files.newBufferedWriter(whole, StandardCharsets.ISO_8859_1)) {
            long number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (recorded.current(number++, Recorded.parse(line))) {
                    kept.write(line);
                    kept.write('\n');
                }
            }
        }
        try (FileChannel written = FileChannel.open(whole, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void lock(FileChannel channel) throws IOException {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException("another writer of it in this process", e);
        }
        channel.close();
        throw new IOException("another run that writes it");
    }

    /** Ends or cuts off a last line without its end. */
    private static void mend(FileChannel channel) throws IOException {
        long size = channel.size();
        long lineStart = size;
        ByteBuffer one = ByteBuffer.allocate(1);
        while (lineStart > 0) {
            channel.read(one.clear(), lineStart - 1);
            if (one.get(0) == '\n') {
                break;
            }
            lineStart--;
        }
        if (lineStart == size) {
            return;
        }
        ByteBuffer torn = ByteBuffer.allocate(Math.toIntExact(size - lineStart));
        while (torn.hasRemaining() && channel.read(torn, lineStart + torn.position()) >= 0) {}
        String line = new String(torn.array(), StandardCharsets.ISO_8859_1);
        if (Recorded.parse(line).isPresent()) {
            write(channel, new byte[] {'\n'}, size);
            channel.force(false);
        } else {
            channel.truncate(lineStart);
        }
    }

    private static void write(FileChannel channel, byte[] bytes, long position) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        long at = position;
        while (left.hasRemaining()) {
            at += channel.write(left, at);
        }
    }

    private static UncheckedIOException unwritable(Path file, IOException fault) {
        return new UncheckedIOException(
                "%s: expected a file that can be written, found %s; choose another output folder"
                        .formatted(file, Faults.reason(fault)),
                fault);
    }
}
