package dev.descry.model.hub;

import dev.descry.model.ModelException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * A file as the hub lists it.
 *
 * @param path relative to the repository
 * @param size bytes
 * @param large whether the hub keeps it as a large file (LFS)
 * @param digest SHA-256 of a large file, else the SHA-1 git gives it; lower-case hexadecimal
 */
record HubFile(String path, long size, boolean large, String digest) {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SHA_1 = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern SEGMENT = Pattern.compile("(?!\\.{1,2}(/|$))[^/\\\\:\\p{Cntrl}]+");

    HubFile {
        for (String segment : path.split("/", -1)) {
            if (!SEGMENT.matcher(segment).matches()) {
                throw new ModelException("hub listing: expected paths inside the repository, found " + path);
            }
        }
        if (size < 0 || !(large ? SHA_256 : SHA_1).matcher(digest).matches()) {
            throw new ModelException(
                    "hub listing: %s: expected a size and a digest, found %d and %s".formatted(path, size, digest));
        }
    }

    /** A digest that has to end at {@link #digest}. Git puts a header before a small file's bytes. */
    MessageDigest newDigest() {
        try {
            if (large) {
                return MessageDigest.getInstance("SHA-256");
            }
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
            return sha1;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 and SHA-1: expected in every JDK, found none", e);
        }
    }
}
