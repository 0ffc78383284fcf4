package dev.descry.model.hub;

import dev.descry.model.ModelException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The proxies of {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}, in small letters or capitals, as other
 * command-line programs read them. What is on this machine is asked directly. Names and passwords inside a proxy's
 * address are not used.
 */
final class EnvironmentProxies extends ProxySelector {
    private final Map<String, Proxy> byScheme;
    private final List<String> direct;

    private EnvironmentProxies(Map<String, Proxy> byScheme, List<String> direct) {
        this.byScheme = byScheme;
        this.direct = direct;
    }

    /** @throws ModelException when a proxy's address has no host */
    static EnvironmentProxies of(Map<String, String> environment) {
        List<String> direct = Stream.of(value(environment, "NO_PROXY").split("[,\\s]+", -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> entry.toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", ""))
                .toList();
        return new EnvironmentProxies(
                Map.of("https", proxy(environment, "HTTPS_PROXY"), "http", proxy(environment, "HTTP_PROXY")), direct);
    }

    @Override
    public List<Proxy> select(URI uri) {
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        boolean near = HubSettings.isLoopback(host) || direct.stream().anyMatch(entry -> covers(entry, host));
        return List.of(near ? Proxy.NO_PROXY : byScheme.getOrDefault(uri.getScheme(), Proxy.NO_PROXY));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The request fails with the same exception and tells the user.
    }

    private static boolean covers(String entry, String host) {
        return entry.equals("*") || host.equals(entry) || host.endsWith("." + entry);
    }

    private static Proxy proxy(Map<String, String> environment, String name) {
        String text = value(environment, name);
        if (text.isEmpty()) {
            return Proxy.NO_PROXY;
        }
        try {
            URI address = URI.create(text.contains("://") ? text : "http://" + text);
            if (address.getHost() != null) {
                int port = address.getPort() < 0 ? 80 : address.getPort();
                return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(address.getHost(), port));
            }
        } catch (IllegalArgumentException _) {
            // Not quoted below: it may hold a password.
        }
        throw new ModelException(name + ": expected an address such as http://proxy.example:3128, found another form");
    }

    private static String value(Map<String, String> environment, String name) {
        String small =
                environment.getOrDefault(name.toLowerCase(Locale.ROOT), "").strip();
        return small.isEmpty() ? environment.getOrDefault(name, "").strip() : small;
    }
}
