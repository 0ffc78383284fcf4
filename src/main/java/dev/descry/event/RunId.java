package dev.descry.event;

import dev.descry.caption.Sha256;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Names one run of a chain on one version of an image: 1 to 64 letters, digits, {@code -} and {@code _}, so that it may
 * stand in a key of the store. Anything else is an {@link IllegalArgumentException}.
 */
public record RunId(String text) {
    /** Where all runs lie in the store. */
    public static final String FOLDER = "runs/";

    /** A finished transcript's name in its folder. */
    public static final String TRANSCRIPT = "transcript.json";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    public RunId {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "run id: expected 1 to 64 letters, digits, - and _, found '" + text + "'");
        }
    }

    /**
     * The SHA-256 of what makes the run this run and no other (provider, bucket, key, version, chain): told twice, it
     * is the same run.
     */
    public static RunId of(String... parts) {
        return new RunId(Sha256.ofParts(List.of(parts)));
    }

    /** The folder in the store that holds all there is of this run, with {@code /} at its end. */
    public String folder() {
        return FOLDER + text + "/";
    }

    /** The key of the finished transcript. */
    public String transcript() {
        return folder() + TRANSCRIPT;
    }

    @Override
    public String toString() {
        return text;
    }
}
