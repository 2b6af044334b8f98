package dev.postern.server.http;

import dev.postern.model.net.Ip;
import dev.postern.wire.http.HttpResponse;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** HTTP CONNECT: after the answer, bytes go both ways as they come, each direction as fast as its reader reads. */
final class Tunnel {
    private static final int CONNECT_TIMEOUT_MS = 10_000;
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
        far.config().setAutoRead(false).setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        far.config().setTcpNoDelay(true);
        far.config().setConnectTimeoutMillis(CONNECT_TIMEOUT_MS);
        client.channel().eventLoop().register(far).addListener(registered -> {
            if (!registered.isSuccess() || !client.channel().isActive()) {
                var _ = far.close();
                handler.refuse(client, Refusals.text(502, "The tunnel could not be opened."));
                return;
            }
            far.connect(target).addListener(connected -> {
                if (!connected.isSuccess()) {
                    var _ = far.close();
                    handler.refuse(
                            client,
                            Refusals.text(502, String.valueOf(connected.cause().getMessage())));
                } else if (!client.channel().isActive()) {
                    var _ = far.close();
                } else {
                    join(client, handler, far);
                }
            });
        });
    }

    private static void join(ChannelHandlerContext client, ConnectionHandler handler, Channel far) {
        Channel near = client.channel();
        far.pipeline().addLast(new Splice(near, handler));
        var _ = near.writeAndFlush(Unpooled.wrappedBuffer(ESTABLISHED));
        near.pipeline().addLast(new Splice(far, handler));
        // The decoder hands on what it holds when it leaves, so the last handler must be in place before.
        List<ChannelHandler> old = new ArrayList<>();
        near.pipeline().forEach(entry -> old.add(entry.getValue()));
        near.pipeline().remove(handler);
        for (ChannelHandler each : old) {
            if (each instanceof RequestDecoder || each instanceof IdleStateHandler) {
                near.pipeline().remove(each);
            }
        }
        near.pipeline().addFirst(idle(handler.tunnelIdle()));
        near.read();
        far.read();
    }

    private static IdleStateHandler idle(Duration limit) {
        return new IdleStateHandler(true, 0, 0, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Writes what comes from one end to the other, and reads on when it was taken. */
    private static final class Splice extends ChannelInboundHandlerAdapter {
        private final Channel other;
        private final ConnectionHandler connection;

        Splice(Channel other, ConnectionHandler connection) {
            this.other = other;
            this.connection = connection;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            other.write(message).addListener(written -> {
                if (!written.isSuccess()) {
                    var _ = context.close();
                }
            });
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            connection.tunnelMoved();
            other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
                if (flushed.isSuccess()) {
                    context.read();
                }
            });
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof IdleStateEvent) {
                var _ = context.close();
            }
            if (event instanceof ChannelInputShutdownEvent && other instanceof SocketChannel socket) {
                // The other end may have more to say, but not forever: this one may be gone and not only silent.
                context.pipeline().addFirst(idle(connection.halfTunnelIdle()));
                other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
                    var _ = socket.shutdownOutput();
                    if (((SocketChannel) context.channel()).isOutputShutdown()) {
                        var _ = context.close();
                        var _ = other.close();
                    }
                });
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }
    }
}
