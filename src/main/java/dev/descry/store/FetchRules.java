package dev.descry.store;

import dev.descry.store.FetchException.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * What may be fetched by URL.
 *
 * @param hosts {@code name}, {@code name:port}, {@code *.domain} for all below a domain, or {@code *} for all; without a
 *     port the usual ones, 80 and 443. Nothing may be fetched when there are none
 * @param privateAddresses whether a name may lead to an address that is not public, as an object store inside a cluster
 * @param maxBytes of one image
 * @param timeout from the first look-up to the last byte, redirects included
 * @param redirects followed at most, each under the same rules
 */
public record FetchRules(Set<String> hosts, boolean privateAddresses, long maxBytes, Duration timeout, int redirects) {
    public FetchRules {
        hosts = Set.copyOf(hosts);
        if (maxBytes < 1 || redirects < 0 || !timeout.isPositive()) {
            throw new IllegalArgumentException(
                    "fetch rules: expected a positive size and time and 0 or more redirects, found %d, %s and %d"
                            .formatted(maxBytes, timeout, redirects));
        }
    }

    /** These hosts at public addresses, 64 MiB, 20 seconds, 3 redirects. */
    public static FetchRules of(Set<String> hosts) {
        return new FetchRules(hosts, false, 64L << 20, Duration.ofSeconds(20), 3);
    }

    /**
     * Checks all that a URL says by itself; where its name leads is checked when the connection is made.
     *
     * @throws FetchException {@code REFUSED}
     */
    void check(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw refused(url, "expected http or https");
        }
        if (url.getHost() == null || url.getRawUserInfo() != null) {
            throw refused(url, "expected a host and no user name");
        }
        if (!allows(url.getHost().toLowerCase(Locale.ROOT), url.getPort())) {
            throw refused(
                    url, "expected one of the hosts " + hosts.stream().sorted().toList());
        }
    }

    private boolean allows(String host, int port) {
        boolean usual = port == -1 || port == 80 || port == 443;
        return hosts.stream()
                .map(pattern -> pattern.toLowerCase(Locale.ROOT))
                .anyMatch(pattern -> (usual && matches(pattern, host))
                        || (pattern.endsWith(":" + port) && matches(withoutPort(pattern), host)));
    }

    private static String withoutPort(String pattern) {
        return pattern.substring(0, pattern.lastIndexOf(':'));
    }

    private static boolean matches(String pattern, String host) {
        return pattern.equals("*")
                || pattern.equals(host)
                || (pattern.startsWith("*.") && host.endsWith(pattern.substring(1)));
    }

    private static FetchException refused(URI url, String what) {
        return new FetchException(
                Kind.REFUSED, "%s: %s; ask for another or change the rules".formatted(shown(url), what));
    }

    /** The URL as messages show it. */
    static String shown(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort())
                + url.getRawPath();
    }
}
