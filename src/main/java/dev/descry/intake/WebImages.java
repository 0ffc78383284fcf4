package dev.descry.intake;

import dev.descry.event.upload.UploadNotice;
import dev.descry.image.Image;
import dev.descry.run.Buckets;
import dev.descry.store.ImageFetch;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Images of the web, fetched under the rules of {@link ImageFetch} and kept in a bucket under their content, because an
 * event names an image and never holds it, and what an address shows may change while a run goes on.
 */
public final class WebImages implements AutoCloseable {
    private final ImageFetch fetch;
    private final Buckets buckets;
    private final String store;
    private final String bucket;

    /**
     * Keeps images in a bucket.
     *
     * @param inbox {@code s3://bucket}, {@code gs://bucket} or {@code az://container}
     */
    public WebImages(ImageFetch fetch, Buckets buckets, String inbox) {
        int end = inbox.indexOf("://");
        if (end < 0 || inbox.indexOf('/', end + 3) >= 0) {
            throw new IllegalArgumentException(
                    "inbox: expected s3://bucket, gs://bucket or az://container, found another");
        }
        this.fetch = fetch;
        this.buckets = buckets;
        this.store = inbox.substring(0, end);
        this.bucket = inbox.substring(end + 3);
    }

    /**
     * Fetches and keeps an image; the same bytes are kept once.
     *
     * @throws IllegalArgumentException when the address is none
     * @throws dev.descry.store.FetchException when the rules or the server do not give it
     * @throws dev.descry.image.ImageException when it is no image
     */
    public UploadNotice keep(String address) {
        Image image = fetch.fetch(uri(address));
        String key = "web/" + image.id().hex() + "." + image.type().name().toLowerCase(Locale.ROOT);
        UploadNotice notice = UploadNotice.at(store, bucket, key, Optional.empty());
        buckets.of(notice.image()).putIfAbsent(key, image.bytes());
        return notice;
    }

    private static URI uri(String address) {
        try {
            return URI.create(address);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("notice: expected an address of the web, found something else", e);
        }
    }

    @Override
    public void close() {
        fetch.close();
    }
}
