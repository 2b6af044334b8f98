package dev.postern.server.outside;

import dev.postern.dataplane.Places;
import dev.postern.model.net.Ip;
import dev.postern.network.InternetPolicy;
import dev.postern.server.http.Listener;
import dev.postern.server.relay.Relay;
import io.netty.channel.ChannelException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * TCP that leaves the cloud. The kernel accepts a connection before anybody outside was asked, so one that is refused, by the gate or by
 * the far end, is reset at once.
 */
public final class Streams {
    private static final Duration IDLE = Duration.ofHours(1);
    private static final Duration HALF_IDLE = Duration.ofMinutes(5);

    private Streams() {}

    /**
     * Listens for what the network leads here.
     *
     * @param socket made on the internet's side
     */
    public static Listener open(EventLoopGroup loops, EpollServerSocketChannel socket, Gate gate) throws IOException {
        socket.config().setOption(EpollChannelOption.IP_TRANSPARENT, true);
        return Listener.open(
                loops, socket, new InetSocketAddress("::", Places.OUTSIDE_PORT), near -> accept(near, gate));
    }

    /** Its own address is the one that was asked. */
    private static void accept(SocketChannel near, Gate gate) {
        InetSocketAddress asked = near.localAddress();
        InetSocketAddress peer = near.remoteAddress();
        if (asked == null || peer == null) {
            var _ = near.close(); // gone already
            return;
        }
        Ip target = InternetPolicy.plain(Ip.of(asked.getAddress()));
        Optional<Shares.Place> place = gate.refusal(target, asked.getPort()).isPresent()
                ? Optional.empty()
                : gate.enter(Ip.of(peer.getAddress()));
        if (place.isEmpty()) {
            Relay.reset(near);
            return;
        }
        SocketChannel far;
        try {
            far = new EpollSocketChannel();
        } catch (ChannelException e) { // no descriptor is left
            place.get().leave();
            Relay.reset(near);
            return;
        }
        // Either end may stay longer, with what the other one sent last.
        near.closeFuture()
                .addListener(_ -> far.closeFuture().addListener(_ -> place.get().leave()));
        Relay relay = Relay.at(near, far, new Relay.Patience(IDLE, HALF_IDLE, () -> {}));
        Relay.dial(near, far, new InetSocketAddress(target.toInetAddress(), asked.getPort()), new Relay.Dialled() {
            @Override
            public void connected() {
                relay.begin();
            }

            @Override
            public void failed(@Nullable Throwable cause) {
                Relay.reset(near);
            }
        });
    }
}
