package dev.descry.store;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A folder as object store, one file per key. Bytes go to a file of their own under {@code .tmp}, are forced to the disk
 * and then get their name: by a hard link where nothing may be replaced, because linking to a name that exists fails, and
 * by a rename where it may.
 */
public final class FolderStore implements ObjectStore {
    private static final System.Logger LOG = System.getLogger(FolderStore.class.getName());
    private static final String TEMPORARY = ".tmp";
    /** A living writer is done long before; an older file was left by one that died. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final Path root;
    private final Path temporary;
    private final boolean forced;

    private FolderStore(Path root, boolean forced) {
        this.root = root;
        this.forced = forced;
        this.temporary = root.resolve(TEMPORARY);
    }

    /**
     * Opens the folder, makes it when it is not there and clears what writers that died left behind.
     *
     * @throws UncheckedIOException when it cannot be made or read
     */
    public static FolderStore open(Path root) {
        return open(root, true);
    }

    /**
     * The same for what can be computed again. Nothing is forced to the disk, which is several times faster: whatever kills
     * the process, objects are whole; a power cut may leave the newest ones empty.
     */
    public static FolderStore openUnforced(Path root) {
        return open(root, false);
    }

    private static FolderStore open(Path root, boolean forced) {
        FolderStore store = new FolderStore(root.toAbsolutePath().normalize(), forced);
        try {
            Files.createDirectories(store.temporary);
            store.clearAbandoned();
        } catch (IOException e) {
            throw unreachable("to open", root, e);
        }
        return store;
    }

    @Override
    public Optional<byte[]> get(String key) {
        Path file = file(key);
        try {
            // Most often there is none, and an exception costs more than a look.
            BasicFileAttributes facts =
                    file.getFileSystem().provider().readAttributesIfExists(file, BasicFileAttributes.class);
            return facts == null || facts.isDirectory() ? Optional.empty() : Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreachable("to read", file, e);
        }
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) {
        Path file = file(key);
        if (Files.exists(file)) {
            return false;
        }
        return write(file, bytes, false);
    }

    @Override
    public void put(String key, byte[] bytes) {
        write(file(key), bytes, true);
    }

    @Override
    public Optional<byte[]> get(String key, long offset, int length) {
        Path file = file(key);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            InputStream bytes = Channels.newInputStream(channel.position(Keys.checkRange(offset, length)));
            return Optional.of(bytes.readNBytes(length));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreachable("to read", file, e);
        }
    }

    @Override
    public Optional<ObjectStat> stat(String key) {
        Path file = file(key);
        try {
            BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(facts).filter(BasicFileAttributes::isRegularFile).map(FolderStore::stat);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreachable("to read", file, e);
        }
    }

    /** A file that is replaced has another time or another size: the pair stands for an entity tag. */
    private static ObjectStat stat(BasicFileAttributes facts) {
        Instant modified = facts.lastModifiedTime().toInstant();
        String tag = facts.size() + "-" + modified.getEpochSecond() + "." + modified.getNano();
        return new ObjectStat(
                facts.size(), Optional.empty(), Optional.of(tag), Optional.empty(), Optional.of(modified));
    }

    @Override
    public Stream<String> list(String prefix) {
        return Levels.keys(this::names, Keys.checkPrefix(prefix));
    }

    private Stream<String> names(String prefix) {
        String folder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
        Path path = folder.isEmpty() ? root : file(folder.substring(0, folder.length() - 1));
        try (Stream<Path> files = Files.list(path)) {
            List<String> names = files.filter(file -> !file.equals(temporary))
                    .flatMap(file -> name(file).map(name -> folder + name).stream())
                    .filter(name -> name.startsWith(prefix))
                    .toList();
            return names.stream();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Stream.empty();
        } catch (IOException e) {
            throw unreachable("to list", path, e);
        }
    }

    /** A link to a folder is neither: it may lead in a circle. */
    private static Optional<String> name(Path file) {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(file.getFileName() + "/");
        }
        return Files.isRegularFile(file) ? Optional.of(String.valueOf(file.getFileName())) : Optional.empty();
    }

    @Override
    public boolean delete(String key) {
        Path file = file(key);
        try {
            return !Files.isDirectory(file) && Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unreachable("to delete", file, e);
        }
    }

    @Override
    public Optional<URI> presign(String key, Duration valid) {
        file(key);
        return Optional.empty();
    }

    private boolean write(Path file, byte[] bytes, boolean replace) {
        Path whole = temporary.resolve(UUID.randomUUID().toString());
        try {
            make(temporary);
            make(folder(file));
            fill(whole, bytes);
            boolean written = name(whole, file, replace);
            if (forced) {
                force(folder(file));
            }
            return written;
        } catch (IOException e) {
            throw unreachable("to write", file, e);
        } finally {
            discard(whole);
        }
    }

    private void fill(Path whole, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(whole, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            if (forced) {
                channel.force(true);
            }
        }
    }

    private static boolean name(Path whole, Path file, boolean replace) throws IOException {
        if (replace) {
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        }
        try {
            link(whole, file);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** File systems without hard links get a rename that looks first: whole files there too, but a race has no loser. */
    private static void link(Path whole, Path file) throws IOException {
        try {
            Files.createLink(file, whole);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            Files.move(whole, file);
        }
    }

    /** Makes the new name itself survive a power cut, where the system lets a folder be forced. */
    private static void force(Path folder) throws IOException {
        if (File.separatorChar == '/') {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private void clearAbandoned() throws IOException {
        Instant limit = Instant.now().minus(ABANDONED);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(temporary)) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static void discard(Path whole) {
        try {
            Files.deleteIfExists(whole);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "temporary file left for the next start to clear: " + whole, e);
        }
    }

    private static void make(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
    }

    private Path folder(Path file) {
        Path parent = file.getParent();
        return parent == null ? root : parent;
    }

    private static UncheckedIOException unreachable(String wish, Path path, IOException fault) {
        return new UncheckedIOException(
                "store: expected %s %s, found %s; check permissions and free space".formatted(wish, path, fault),
                fault);
    }

    private Path file(String key) {
        String name = Keys.check(key);
        if (name.equals(TEMPORARY) || name.startsWith(TEMPORARY + "/")) {
            throw new IllegalArgumentException(
                    "key: expected a name other than " + TEMPORARY + ", found '" + key + "'");
        }
        return root.resolve(name);
    }
}
