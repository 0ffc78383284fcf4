package dev.descry.model.hub;

import dev.descry.model.ModelException;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which hub, and as whom.
 *
 * @param base address without trailing slash; it may have a path
 * @param token sent to the base's host alone; never shown
 * @param pause waited after the first failure, doubled after each further one
 * @param silence how long a connection may bring no byte before it counts as cut
 * @param proxies which proxy an address is asked through
 */
public record HubSettings(URI base, Optional<String> token, Duration pause, Duration silence, ProxySelector proxies) {
    private static final String STANDARD = "https://huggingface.co";
    private static final Pattern TOKEN = Pattern.compile("[!-~]+");
    private static final Set<String> SCHEMES = Set.of("http", "https");

    public HubSettings {
        if (base.getHost() == null
                || !SCHEMES.contains(String.valueOf(base.getScheme()))
                || base.getUserInfo() != null) {
            throw new ModelException("hub address: expected http or https and a host, found " + base);
        }
        // Not in the message: a wrong token is still a secret.
        if (token.isPresent() && !TOKEN.matcher(token.get()).matches()) {
            throw new ModelException("HF_TOKEN: expected visible ASCII characters without spaces, found others");
        }
    }

    /**
     * From {@code DESCRY_HUB_URL} or {@code HF_ENDPOINT}, {@code HF_TOKEN}, and the proxy variables that other programs
     * read ({@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code NO_PROXY}).
     *
     * @throws ModelException when one of them is malformed
     */
    public static HubSettings of(Map<String, String> environment) {
        String address = first(environment, "DESCRY_HUB_URL", "HF_ENDPOINT").orElse(STANDARD);
        try {
            URI base = URI.create(address.replaceFirst("/+$", ""));
            return new HubSettings(
                    base,
                    first(environment, "HF_TOKEN"),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(60),
                    EnvironmentProxies.of(environment));
        } catch (IllegalArgumentException e) {
            throw new ModelException("hub address: expected http or https and a host, found " + address, e);
        }
    }

    private static Optional<String> first(Map<String, String> environment, String... names) {
        for (String name : names) {
            String value = environment.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /** Whether an address is of the base's scheme, host and port. */
    boolean isOwn(URI uri) {
        return base.getScheme().equals(uri.getScheme())
                && base.getHost().equalsIgnoreCase(uri.getHost())
                && base.getPort() == uri.getPort();
    }

    /** Whether a request may carry the token: to the base's own origin, and never readable on the way. */
    boolean mayCarryToken(URI uri) {
        return isOwn(uri) && (base.getScheme().equals("https") || isLoopback(base.getHost()));
    }

    static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    @Override
    public String toString() {
        return "HubSettings[base=%s, token=%s]".formatted(base, token.isPresent() ? "given" : "none");
    }
}
