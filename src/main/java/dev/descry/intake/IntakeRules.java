package dev.descry.intake;

import dev.descry.event.upload.UploadNotice;
import dev.descry.store.ObjectStat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which uploads become runs.
 *
 * @param buckets {@code s3://bucket}, {@code gs://bucket}, {@code az://container}: nothing else is even looked at
 * @param azureAccount the storage account of the containers; notices of another are refused
 * @param suffixes of keys, lower case; none allows all
 * @param mediaTypes as stored, {@code image/*} for a family; none allows all. An object without one is allowed
 * @param maxBytes of the object as it lies there
 */
public record IntakeRules(
        Set<String> buckets,
        Optional<String> azureAccount,
        List<String> suffixes,
        List<String> mediaTypes,
        long maxBytes) {
    public IntakeRules {
        buckets = Set.copyOf(buckets);
        suffixes = List.copyOf(suffixes);
        mediaTypes = List.copyOf(mediaTypes);
    }

    /**
     * Refuses a notice about a place that is none of ours.
     *
     * @throws ForbiddenException naming it
     */
    void require(UploadNotice notice) {
        String bucket = notice.store() + "://" + notice.bucket();
        if (!buckets.contains(bucket)) {
            throw new ForbiddenException("notice: expected one of the buckets this intake is for, found " + bucket
                    + "; add it to the settings");
        }
        if (notice.account().isPresent() && !notice.account().equals(azureAccount)) {
            throw new ForbiddenException("notice: expected the storage account this intake is for, found "
                    + notice.account().orElseThrow() + "; set it in the settings");
        }
    }

    /** Why the key alone is none of an image; empty when it may be one. */
    Optional<String> unwanted(String key) {
        String name = key.toLowerCase(Locale.ROOT);
        return suffixes.isEmpty() || suffixes.stream().anyMatch(name::endsWith)
                ? Optional.empty()
                : Optional.of("no image by its name");
    }

    /** Why the object is none to describe; empty when it is. What the notice said about it does not count. */
    Optional<String> unwanted(ObjectStat stat) {
        if (stat.size() == 0 || stat.size() > maxBytes) {
            return Optional.of("expected 1 to %d bytes, found %d".formatted(maxBytes, stat.size()));
        }
        Optional<String> type =
                stat.mediaType().map(text -> text.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
        if (mediaTypes.isEmpty()
                || type.isEmpty()
                || mediaTypes.stream().anyMatch(allowed -> matches(allowed, type.get()))) {
            return Optional.empty();
        }
        return Optional.of("expected one of the media types %s, found %s".formatted(mediaTypes, type.get()));
    }

    private static boolean matches(String allowed, String type) {
        return allowed.endsWith("/*")
                ? type.startsWith(allowed.substring(0, allowed.length() - 1))
                : type.equals(allowed);
    }
}
