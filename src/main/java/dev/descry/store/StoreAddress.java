package dev.descry.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where a store is: {@code s3://bucket/prefix}, {@code gs://bucket/prefix}, {@code az://container/prefix},
 * {@code memory://name}, {@code file:///folder} or a folder's plain path. Behind {@code ?} may stand {@code endpoint=} and
 * {@code region=}, for servers that are not the provider's own.
 *
 * @param scheme {@code s3}, {@code gs}, {@code az}, {@code memory} or {@code file}
 * @param bucket bucket or container; the folder for {@code file}
 * @param prefix what all keys of the store begin with, without {@code /} at its ends; empty for the whole bucket
 * @param options endpoint and region, where given
 */
record StoreAddress(String scheme, String bucket, String prefix, Map<String, String> options) {
    private static final Set<String> SCHEMES = Set.of("s3", "gs", "az", "memory", "file");
    private static final Set<String> OPTIONS = Set.of("endpoint", "region");

    StoreAddress {
        options = Map.copyOf(options);
    }

    static StoreAddress parse(String text) {
        int scheme = text.indexOf("://");
        if (scheme < 0) {
            return new StoreAddress("file", text, "", Map.of());
        }
        String name = text.substring(0, scheme);
        if (!SCHEMES.contains(name)) {
            throw new IllegalArgumentException(
                    "store: expected a folder or an address with one of " + SCHEMES + ", found '" + name + "://'");
        }
        String rest = text.substring(scheme + 3);
        return name.equals("file") ? new StoreAddress(name, rest, "", Map.of()) : bucket(name, rest);
    }

    private static StoreAddress bucket(String scheme, String rest) {
        int query = rest.indexOf('?');
        String path = query < 0 ? rest : rest.substring(0, query);
        int slash = path.indexOf('/');
        String bucket = slash < 0 ? path : path.substring(0, slash);
        if (!bucket.matches("[A-Za-z0-9._-]{1,255}")) {
            throw new IllegalArgumentException("store: expected " + scheme
                    + "://BUCKET/PREFIX with letters, digits, '.', '_' and '-' in the bucket's name, found another;"
                    + " credentials belong into the environment");
        }
        String prefix = slash < 0 ? "" : path.substring(slash + 1).replaceAll("/$", "");
        if (!prefix.isEmpty()) {
            Keys.check(prefix);
        }
        return new StoreAddress(scheme, bucket, prefix, query < 0 ? Map.of() : options(rest.substring(query + 1)));
    }

    /** Values are not repeated in errors: one of them may be a secret at the wrong place. */
    private static Map<String, String> options(String query) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String option : query.split("&", -1)) {
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            if (equals < 0 || !OPTIONS.contains(name)) {
                throw new IllegalArgumentException("store: expected endpoint= or region= behind the ?, found "
                        + (equals < 0 ? "none" : "'" + name + "'") + "; credentials belong into the environment");
            }
            options.put(name, option.substring(equals + 1));
        }
        return options;
    }

    @Override
    public String toString() {
        if (scheme.equals("file")) {
            return bucket;
        }
        String more = options.isEmpty() ? "" : " " + new TreeMap<>(options);
        return scheme + "://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix) + more;
    }
}
