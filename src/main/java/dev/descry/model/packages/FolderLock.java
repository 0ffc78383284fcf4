package dev.descry.model.packages;

import dev.descry.model.ModelException;
import dev.descry.model.Progress;
import dev.descry.model.Watch;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps two processes, or two threads of one, from building the same folder. The system lets go when a process dies;
 * the empty lock file stays, for deleting it would let two holders in.
 */
final class FolderLock implements AutoCloseable {
    private static final long PAUSE_NANOS = 100_000_000;

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits until the lock is free, or until the watch calls it off.
     *
     * @throws ModelException when the lock file cannot be written
     */
    static FolderLock take(Path lockFile, String what, Watch watch) {
        Optional<FolderLock> lock = tryTake(lockFile);
        while (lock.isEmpty()) {
            watch.check(what);
            watch.progress(new Progress("waiting for another Descry that builds " + what, 0, 0, 0));
            LockSupport.parkNanos(PAUSE_NANOS);
            lock = tryTake(lockFile);
        }
        return lock.get();
    }

    /** The lock, or empty when somebody holds it. */
    static Optional<FolderLock> tryTake(Path lockFile) {
        try {
            Files.createDirectories(lockFile.getParent());
            FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            Optional<FolderLock> lock = locked(channel) ? Optional.of(new FolderLock(channel)) : Optional.empty();
            if (lock.isEmpty()) {
                channel.close();
            }
            return lock;
        } catch (IOException e) {
            throw new ModelException("%s: expected to lock it, found %s".formatted(lockFile, e), e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException _) {
            return false; // another thread of this process
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new ModelException("lock: expected to let go of it, found " + e, e);
        }
    }
}
