package dev.postern.server.http;

import io.netty.channel.epoll.EpollSocketChannel;
import java.util.Optional;

/** Opens the far side of a CONNECT tunnel: a socket that was made where it shall connect from, not yet connected. */
@FunctionalInterface
public interface TunnelSocket {
    /** None where tunnels are not offered. */
    Optional<EpollSocketChannel> open();
}
