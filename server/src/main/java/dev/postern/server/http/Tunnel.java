package dev.postern.server.http;

import dev.postern.model.net.Ip;
import dev.postern.server.relay.Relay;
import dev.postern.wire.http.HttpResponse;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** HTTP CONNECT: after the answer, bytes go both ways as they come, each direction as fast as its reader reads. */
final class Tunnel {
    private static final byte[] ESTABLISHED =
            "HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private Tunnel() {}

    /** Opens the far end and joins it with the client's; on a virtual thread, since to open it may block. */
    static void open(ChannelHandlerContext client, ConnectionHandler handler, TunnelSocket sockets, String authority) {
        Optional<InetSocketAddress> target = target(authority);
        if (target.isEmpty()) {
            refuse(client, handler, Refusals.text(400, "CONNECT asks for ADDRESS:PORT, not " + authority + "."));
            return;
        }
        Optional<EpollSocketChannel> far;
        try {
            far = sockets.open(Ip.of(target.get().getAddress()));
        } catch (IllegalArgumentException e) {
            refuse(client, handler, Refusals.text(403, String.valueOf(e.getMessage())));
            return;
        } catch (RuntimeException e) {
            refuse(client, handler, Refusals.text(502, String.valueOf(e.getMessage())));
            return;
        }
        if (far.isEmpty()) {
            refuse(client, handler, Refusals.text(405, "There are no tunnels here."));
            return;
        }
        client.executor().execute(() -> connect(client, handler, far.get(), target.get()));
    }

    /** Addresses only: a tunnel never looks a name up on the host. */
    private static Optional<InetSocketAddress> target(String authority) {
        int colon = authority.lastIndexOf(':');
        String port = authority.substring(colon + 1);
        if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            return Optional.empty();
        }
        return Ip.find(authority.substring(0, colon).replace("[", "").replace("]", ""))
                .map(ip -> new InetSocketAddress(ip.toInetAddress(), Integer.parseInt(port)));
    }

    private static void refuse(ChannelHandlerContext client, ConnectionHandler handler, HttpResponse response) {
        client.executor().execute(() -> handler.refuse(client, response));
    }

    private static void connect(
            ChannelHandlerContext client, ConnectionHandler handler, SocketChannel far, InetSocketAddress target) {
        SocketChannel near = (SocketChannel) client.channel();
        Relay.dial(near, far, target, new Relay.Dialled() {
            @Override
            public void connected() {
                join(near, handler, far);
            }

            @Override
            public void failed(@Nullable Throwable cause) {
                if (near.isActive()) {
                    String why = cause == null ? "The tunnel could not be opened." : String.valueOf(cause.getMessage());
                    handler.refuse(client, Refusals.text(502, why));
                }
            }
        });
    }

    private static void join(SocketChannel near, ConnectionHandler handler, SocketChannel far) {
        var _ = near.writeAndFlush(Unpooled.wrappedBuffer(ESTABLISHED));
        Relay relay = Relay.at(
                near, far, new Relay.Patience(handler.tunnelIdle(), handler.halfTunnelIdle(), handler::tunnelMoved));
        // The decoder hands on what it holds when it leaves, so the last handler must be in place before.
        List<ChannelHandler> old = new ArrayList<>();
        near.pipeline().forEach(entry -> old.add(entry.getValue()));
        near.pipeline().remove(handler);
        for (ChannelHandler each : old) {
            if (each instanceof RequestDecoder || each instanceof IdleStateHandler) {
                near.pipeline().remove(each);
            }
        }
        relay.begin();
    }
}
