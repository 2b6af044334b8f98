package dev.postern.server.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A CONNECT tunnel: bytes in both directions, each as fast as the slower side (RFC 9110, 9.3.6). */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write shows as the end of the channel
final class Tunnel extends ChannelInboundHandlerAdapter {
    private static final int CONNECT_MS_MAX = 10_000;

    private final Channel other;

    private Tunnel(Channel other) {
        this.other = other;
    }

    static void start(ChannelHandlerContext context, TunnelSocket sockets, String target) {
        int colon = target.lastIndexOf(':');
        Optional<InetSocketAddress> address = colon < 0 ? Optional.empty() : address(target, colon);
        Optional<EpollSocketChannel> socket = address.isEmpty() ? Optional.empty() : sockets.open();
        if (address.isEmpty() || socket.isEmpty()) {
            answer(context.channel(), address.isEmpty() ? "400 Bad Request" : "405 Method Not Allowed")
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        Channel near = context.channel();
        near.config().setAutoRead(false);
        for (String name : new String[] {"codec", "idle", "exchange"}) {
            near.pipeline().remove(name);
        }
        new Bootstrap()
                .group(near.eventLoop())
                .channelFactory(socket::get)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MS_MAX)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(address.get())
                .addListener((ChannelFutureListener) connected -> {
                    if (!connected.isSuccess()) {
                        answer(near, "502 Bad Gateway").addListener(ChannelFutureListener.CLOSE);
                        return;
                    }
                    Channel far = connected.channel();
                    near.pipeline().addLast(new Tunnel(far));
                    far.pipeline().addLast(new Tunnel(near));
                    answer(near, "200 Connection established");
                    near.read();
                    far.read();
                });
    }

    private static io.netty.channel.ChannelFuture answer(Channel near, String status) {
        return near.pipeline()
                .firstContext()
                .channel()
                .writeAndFlush(Unpooled.copiedBuffer("HTTP/1.1 " + status + "\r\n\r\n", StandardCharsets.US_ASCII));
    }

    /** Addresses only: a tunnel never looks a name up on the host. */
    private static Optional<InetSocketAddress> address(String target, int colon) {
        String port = target.substring(colon + 1);
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65535) {
            return Optional.empty();
        }
        return dev.postern.model.net.Ip.find(target.substring(0, colon))
                .map(ip -> new InetSocketAddress(ip.toInetAddress(), Integer.parseInt(port)));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!other.isActive()) {
            ReferenceCountUtil.release(message);
            context.close();
            return;
        }
        other.writeAndFlush(message).addListener(written -> {
            if (written.isSuccess()) {
                context.read();
            } else {
                context.close();
                other.close();
            }
        });
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && other instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        other.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
        other.close();
    }
}
