package dev.descry.batch;

import dev.descry.dataset.Content;
import dev.descry.dataset.Dataset;
import dev.descry.dataset.ImageFile;
import dev.descry.image.ImageException;
import dev.descry.store.ObjectStat;
import dev.descry.store.ObjectStore;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The images of an object store, told by the suffixes of their keys. Keys are read from the store while they are handed out, an
 * image when its turn comes.
 *
 * @param store whose keys all lie below the address
 * @param address for people, for example {@code s3://bucket/photos}
 */
public record StoreImages(ObjectStore store, String address) implements Dataset {
    private static final Set<String> SUFFIXES =
            Set.of("jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "webp", "tif", "tiff");
    private static final String SCHEME = "store:";

    /** Where the captions go when no folder is named: here. */
    @Override
    public Path base() {
        return Path.of("").toAbsolutePath();
    }

    @Override
    public Set<String> fields() {
        return Set.of("url");
    }

    @Override
    public Iterator<ImageFile> iterator() {
        return store.list("").filter(StoreImages::image).map(this::file).iterator();
    }

    @Override
    public Content content(String address) {
        return address.startsWith(SCHEME)
                ? new Stored(store, address.substring(SCHEME.length()))
                : Dataset.super.content(address);
    }

    private ImageFile file(String key) {
        String url = address.replaceAll("[?].*|/$", "") + "/" + key;
        Path path = Path.of(url.replace("://", "/"));
        return new ImageFile(path, Path.of(key), Map.of("url", url), new Stored(store, key));
    }

    /** Whether a key's suffix is one of an image. */
    public static boolean image(String key) {
        return SUFFIXES.contains(key.substring(key.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    /** One object. */
    private record Stored(ObjectStore store, String key) implements Content {
        @Override
        public boolean there() {
            return store.stat(key).isPresent();
        }

        @Override
        public byte[] read(long mostBytes) {
            try {
                ObjectStat stat = store.stat(key)
                        .orElseThrow(() -> unreadable("image: expected an object, found none; check the key"));
                Content.requireLength(stat.size(), mostBytes);
                return store.get(key)
                        .orElseThrow(() -> unreadable("image: expected an object, found none; check the key"));
            } catch (UncheckedIOException e) {
                throw unreadable("image: expected a store that answers, found " + e.getMessage());
            }
        }

        @Override
        public String address() {
            return SCHEME + key;
        }

        private static ImageException unreadable(String message) {
            return new ImageException(ImageException.Kind.UNREADABLE, message);
        }
    }
}
