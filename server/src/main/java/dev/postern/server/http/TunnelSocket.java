package dev.postern.server.http;

import dev.postern.model.net.Ip;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.Optional;

/** Opens the far side of a CONNECT tunnel: a socket that was made where it shall connect from, not yet connected. */
@FunctionalInterface
public interface TunnelSocket {
    /**
     * None where tunnels are not offered.
     *
     * @throws IllegalArgumentException when they are, but not to there; its message says so
     */
    Optional<EpollSocketChannel> open(Ip target);
}
