package dev.postern.server.http;

import dev.postern.model.net.Ip;
import java.net.InetSocketAddress;

/**
 * The two ends of a connection, as the socket has them.
 *
 * @param local the address that the client connected to: inside a VPC, a service's public address
 * @param remote the client's
 */
public record Peer(Ip local, int localPort, Ip remote, int remotePort, boolean secure) {
    static Peer of(InetSocketAddress local, InetSocketAddress remote, boolean secure) {
        return new Peer(unmapped(local), local.getPort(), unmapped(remote), remote.getPort(), secure);
    }

    /** A socket of both families shows an IPv4 peer as an IPv6 address; here it is IPv4 again. */
    private static Ip unmapped(InetSocketAddress address) {
        Ip ip = Ip.of(address.getAddress());
        boolean mapped = ip.high() == 0 && ip.low() >>> 32 == 0xffffL;
        return mapped ? Ip.v4(ip.low()) : ip;
    }
}
