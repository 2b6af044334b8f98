package dev.postern.server.network;

import dev.postern.linux.Descriptors;
import dev.postern.linux.SystemCallException;
import dev.postern.model.net.Family;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.channel.unix.UnixChannel;

/**
 * Sockets of VPCs and endpoints, of which there may be thousands: no program that is started gets one of them, as each that it gets makes
 * every start of a program take longer.
 */
final class ListeningSockets {
    private static final System.Logger LOG = System.getLogger(ListeningSockets.class.getName());

    private ListeningSockets() {}

    static EpollServerSocketChannel streams() {
        return kept(new EpollServerSocketChannel());
    }

    static EpollDatagramChannel datagrams(Family family) {
        return kept(new EpollDatagramChannel(
                switch (family) {
                    case IPV4 -> InternetProtocolFamily.IPv4;
                    case IPV6 -> InternetProtocolFamily.IPv6;
                }));
    }

    private static <T extends UnixChannel> T kept(T socket) {
        try {
            Descriptors.keepFromPrograms(socket.fd().intValue());
        } catch (SystemCallException e) { // before Linux 5.11: Java closes it, one by one
            LOG.log(System.Logger.Level.DEBUG, "a socket goes to programs that are started", e);
        }
        return socket;
    }
}
