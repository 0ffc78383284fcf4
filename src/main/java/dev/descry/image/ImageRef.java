package dev.descry.image;

import java.util.Optional;

/** Where an image lies: a store (for example {@code s3}), a bucket, a key and, where the store has them, a version. */
public record ImageRef(String store, String bucket, String key, Optional<String> version) {}
