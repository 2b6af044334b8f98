package dev.postern.server.network;

import dev.postern.guest.dns.Resolver;
import dev.postern.guest.dns.VpcView;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A resolver's sockets at one address, UDP and TCP (RFC 1035, 4.2). */
final class DnsListener implements AutoCloseable {
    private static final int PORT = 53;
    private static final int MESSAGE_BYTES_MAX = 65535;
    private static final int IDLE_SECONDS_MAX = 10;

    private final List<Channel> channels = new ArrayList<>();

    private DnsListener() {}

    /**
     * Sockets that were made in the namespace, not yet bound.
     *
     * <p>Bound to one address rather than to all, as a UDP answer must come from the address that was asked.
     */
    record Sockets(EpollDatagramChannel udp, EpollServerSocketChannel tcp) {
        static Sockets make() {
            return new Sockets(new EpollDatagramChannel(), new EpollServerSocketChannel());
        }
    }

    static DnsListener open(EventLoopGroup loops, Sockets sockets, InetSocketAddress address, Supplier<VpcView> view)
            throws IOException {
        DnsListener listener = new DnsListener();
        listener.keep(new Bootstrap()
                .group(loops)
                .channelFactory(sockets::udp)
                .option(EpollChannelOption.IP_FREEBIND, true)
                .handler(new Datagrams(view))
                .bind(address));
        listener.keep(new ServerBootstrap()
                .group(loops)
                .channelFactory(sockets::tcp)
                .option(EpollChannelOption.IP_FREEBIND, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new ReadTimeoutHandler(IDLE_SECONDS_MAX))
                                .addLast(new LengthFieldBasedFrameDecoder(MESSAGE_BYTES_MAX + 2, 0, 2, 0, 2))
                                .addLast(new LengthFieldPrepender(2))
                                .addLast(new Streams(view));
                    }
                })
                .bind(address));
        return listener;
    }

    static int port() {
        return PORT;
    }

    private void keep(ChannelFuture bound) throws IOException {
        bound.awaitUninterruptibly();
        if (!bound.isSuccess()) {
            close();
            throw new IOException("cannot listen for names", bound.cause());
        }
        channels.add(bound.channel());
    }

    @Override
    public void close() {
        channels.forEach(channel -> channel.close().awaitUninterruptibly());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a lost answer is asked for again
    private static final class Datagrams extends SimpleChannelInboundHandler<DatagramPacket> {
        private final Supplier<VpcView> view;

        private Datagrams(Supplier<VpcView> view) {
            this.view = view;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket query) {
            byte[] bytes = ByteBufUtil.getBytes(query.content());
            Resolver.answer(bytes, view.get(), Resolver.Transport.UDP)
                    .ifPresent(answer ->
                            context.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(answer), query.sender())));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the channel ends when a write fails
    private static final class Streams extends SimpleChannelInboundHandler<ByteBuf> {
        private final Supplier<VpcView> view;

        private Streams(Supplier<VpcView> view) {
            this.view = view;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf query) {
            Resolver.answer(ByteBufUtil.getBytes(query), view.get(), Resolver.Transport.TCP)
                    .ifPresentOrElse(answer -> context.writeAndFlush(Unpooled.wrappedBuffer(answer)), context::close);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
