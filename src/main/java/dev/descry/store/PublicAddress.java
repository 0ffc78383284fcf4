package dev.descry.store;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/** Tells addresses of the open Internet from those that mean this machine, its networks or nobody (IANA special-purpose registries). */
final class PublicAddress {
    private PublicAddress() {}

    /** Whether the address is one of the open Internet. */
    static boolean is(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address _ -> isPublic4(unsigned(bytes, 0), unsigned(bytes, 1), unsigned(bytes, 2));
            case Inet6Address _ -> isPublic6(bytes);
            default -> false;
        };
    }

    private static boolean isPublic4(int first, int second, int third) {
        return switch (first) {
            case 0 -> false; // this network
            case 100 -> second < 64 || second > 127; // shared by a carrier's customers
            case 192 -> !(second == 0 && (third == 0 || third == 2)) && !(second == 88 && third == 99);
            case 198 -> second != 18 && second != 19 && !(second == 51 && third == 100); // benchmarks, examples
            case 203 -> !(second == 0 && third == 113); // examples
            default -> first < 224; // reserved, broadcast
        };
    }

    /** Global unicast is 2000::/3; in it, 2001::/23 and 2001:db8::/32 mean nobody, and 2002::/16 wraps an IPv4 address. */
    private static boolean isPublic6(byte[] bytes) {
        int first = unsigned(bytes, 0) << 8 | unsigned(bytes, 1);
        int second = unsigned(bytes, 2) << 8 | unsigned(bytes, 3);
        boolean global = first >>> 13 == 1;
        boolean special =
                (first == 0x2001 && (second < 0x200 || second == 0xdb8)) || first == 0x2002 || first == 0x3fff;
        return global && !special;
    }

    private static int unsigned(byte[] bytes, int at) {
        return Byte.toUnsignedInt(bytes[at]);
    }
}
