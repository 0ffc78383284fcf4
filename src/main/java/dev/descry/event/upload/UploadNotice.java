package dev.descry.event.upload;

import dev.descry.image.ImageRef;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An object was written to a bucket, says its provider.
 *
 * @param store {@code s3}, {@code gs} or {@code az}
 * @param account the Azure storage account; empty elsewhere, where a bucket's name alone says which it is
 * @param bucket bucket or container
 * @param key decoded
 * @param version where the bucket keeps versions; Google's generation
 * @param tag the entity tag, without quotes
 * @param size bytes, as told
 * @param mediaType as told
 * @param sequencer orders the notices of one key, see {@link #newerThan}
 */
public record UploadNotice(
        String store,
        Optional<String> account,
        String bucket,
        String key,
        Optional<String> version,
        Optional<String> tag,
        OptionalLong size,
        Optional<String> mediaType,
        Optional<String> sequencer)
        implements Notice {
    public UploadNotice {
        if (bucket.isBlank() || key.isBlank()) {
            throw new IllegalArgumentException(
                    "notice: expected a bucket and a key, found '%s' and '%s'".formatted(bucket, key));
        }
        version = version.filter(text -> !text.isEmpty());
        tag = tag.map(text -> text.replace("\"", "")).filter(text -> !text.isEmpty());
        mediaType = mediaType.filter(text -> !text.isBlank());
        sequencer = sequencer.filter(text -> !text.isEmpty());
    }

    /** Only the place is known. */
    public static UploadNotice at(String store, String bucket, String key, Optional<String> version) {
        return new UploadNotice(
                store,
                Optional.empty(),
                bucket,
                key,
                version,
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Where the image lies. */
    public ImageRef image() {
        return new ImageRef(store, bucket, key, version);
    }

    /**
     * What tells this upload from every other, the same however often and by whatever way it is told: of the version or,
     * where there is none, of the entity tag, and of the sequencer where neither is there.
     */
    public String edition() {
        return version.or(() -> tag).or(() -> sequencer).orElse("");
    }

    /** The same, told apart by the entity tag the store itself gave, for a notice that says nothing of the kind. */
    public UploadNotice tagged(Optional<String> stored) {
        return edition().isEmpty()
                ? new UploadNotice(store, account, bucket, key, version, stored, size, mediaType, sequencer)
                : this;
    }

    /** True when both are about one key and their sequencers say that this one was written later. */
    public boolean newerThan(UploadNotice other) {
        return bucket.equals(other.bucket)
                && key.equals(other.key)
                && sequencer.isPresent()
                && other.sequencer.isPresent()
                && compare(sequencer.orElseThrow(), other.sequencer.orElseThrow()) > 0;
    }

    /** Sequencers are hexadecimal of any length; the shorter one is filled with zeros at its right (AWS, S3 guide). */
    private static int compare(String one, String other) {
        int length = Math.max(one.length(), other.length());
        return fill(one, length).compareToIgnoreCase(fill(other, length));
    }

    private static String fill(String hex, int length) {
        return hex + "0".repeat(length - hex.length());
    }
}
