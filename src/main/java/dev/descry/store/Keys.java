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
}
