package dev.descry.experts.chat;

import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Which servers are part of the own machine or cluster: {@code localhost} and loopback addresses, private addresses, names
 * without a dot, names below {@code .svc}, {@code .cluster.local}, {@code .local}, {@code .internal} and
 * {@code .localhost}, and hosts declared to be. Names are judged as written and not looked up: whoever may change their
 * addresses may also move the server.
 *
 * @param declared further hosts, whole ({@code vllm.example.org}) or by their end ({@code .example.org})
 * @param localOnly whether other servers are refused
 */
public record Locality(Set<String> declared, boolean localOnly) {
    private static final Set<String> ENDS = Set.of(".svc", ".cluster.local", ".local", ".internal", ".localhost");

    /** Every server may be asked. */
    public static final Locality ANYWHERE = new Locality(Set.of(), false);

    public Locality {
        declared = Set.copyOf(declared);
    }

    /** Whether pixels sent there stay in the cluster. */
    public boolean local(URI server) {
        String host = server.getHost().toLowerCase(Locale.ROOT);
        // What begins with a digit is, or may be read as, an address.
        if (host.matches("[\\[0-9].*")) {
            return privateAddress(host) || declared.contains(host);
        }
        return host.indexOf('.') < 0 || within(host, ENDS) || within(host, declared);
    }

    /**
     * Refuses a server elsewhere where only local ones are allowed.
     *
     * @throws ExpertException {@code FORBIDDEN}
     */
    void require(String expert, URI server) {
        if (localOnly && !local(server)) {
            throw new ExpertException(
                    Kind.FORBIDDEN,
                    ("expert %s: expected a server in the own cluster, because local-only is set, found %s;"
                                    + " take a local expert, or declare the host in descry.chat.local-hosts")
                            .formatted(expert, server.getHost()));
        }
    }

    private static boolean within(String host, Set<String> names) {
        return names.stream().anyMatch(name -> name.startsWith(".") ? host.endsWith(name) : host.equals(name));
    }

    /** Literal addresses only, so that nothing is looked up. */
    private static boolean privateAddress(String literal) {
        try {
            InetAddress address = InetAddress.ofLiteral(literal.replaceAll("[\\[\\]]", ""));
            boolean unique = address instanceof Inet6Address && (address.getAddress()[0] & 0xFE) == 0xFC;
            return address.isLoopbackAddress()
                    || address.isSiteLocalAddress()
                    || address.isLinkLocalAddress()
                    || unique;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
