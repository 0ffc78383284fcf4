package dev.descry.experts.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A secret that opens a server. Never shown: only what puts it into a header may reveal it. */
final class Key {
    private final String secret;

    private Key(String secret) {
        this.secret = secret;
    }

    static Key of(String secret) {
        String bare = secret.strip();
        if (bare.isEmpty() || !bare.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("key: expected printable ASCII in one line, found something else");
        }
        return new Key(bare);
    }

    /** Reads a mounted file. */
    static Key in(Path file) throws IOException {
        return of(Files.readString(file));
    }

    String reveal() {
        return secret;
    }

    /** The text with this key blotted out. */
    String blot(String text) {
        return text.replace(secret, "…");
    }

    /** How many characters at the end of the text may be the beginning of this key. */
    int begun(String text) {
        int length = Math.min(text.length(), secret.length() - 1);
        while (!text.endsWith(secret.substring(0, length))) {
            length--;
        }
        return length;
    }

    @Override
    public String toString() {
        return "key";
    }
}
