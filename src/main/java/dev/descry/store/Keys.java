package dev.descry.store;

/** The keys an object store accepts. */
final class Keys {
    private static final char DELETE = 0x7F;

    private Keys() {}

    /** The key itself, so that no name in it leads out of the store. */
    static String check(String key) {
        if (!good(key)) {
            throw new IllegalArgumentException(
                    "key: expected names joined by / that are neither empty nor . nor .., found '" + key + "'");
        }
        return key;
    }

    private static boolean good(String key) {
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c == '\\' || c < ' ' || c == DELETE) {
                return false;
            }
        }
        for (String name : key.split("/", -1)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                return false;
            }
        }
        return true;
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
