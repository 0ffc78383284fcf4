package dev.descry.store;

import java.util.regex.Pattern;

/** The keys an object store accepts. */
final class Keys {
    private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}(/|$))[^/\\\\\\p{Cntrl}]+");
    private static final Pattern KEY = Pattern.compile(NAME + "(?:/" + NAME + ")*");

    private Keys() {}

    /** The key itself, so that no name in it leads out of the store. */
    static String check(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "key: expected names joined by / that are neither empty nor . nor .., found '" + key + "'");
        }
        return key;
    }

    /** The prefix itself: the beginning of a key, or nothing. */
    static String checkPrefix(String prefix) {
        if (!prefix.isEmpty()) {
            check(prefix + (prefix.endsWith("/") || prefix.endsWith(".") ? "x" : ""));
        }
        return prefix;
    }

    /** The offset itself, so that no store is asked for bytes before its first. */
    static long checkRange(long offset, int length) {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException(
                    "range: expected offset and length of 0 or more, found %d and %d".formatted(offset, length));
        }
        return offset;
    }
}
