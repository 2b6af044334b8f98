package dev.postern.server.network;

import dev.postern.guest.ntp.TimeServer;
import dev.postern.model.net.Family;
import dev.postern.network.GuestService;
import dev.postern.server.http.Door;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;

/** A VPC's clock, at 169.254.169.123 and fd00:ec2::123 (UDP 123). */
record TimeListener(Channel channel) implements Door {
    private static final int PORT = 123;

    /**
     * Listens.
     *
     * @param socket made in the VPC's namespace, not yet bound
     * @param family at whose address of the clock
     */
    static TimeListener open(EventLoopGroup loops, EpollDatagramChannel socket, Family family, Clock clock)
            throws IOException {
        ChannelFuture bound = new Bootstrap()
                .group(loops)
                .channelFactory(() -> socket)
                .option(EpollChannelOption.IP_FREEBIND, true)
                .handler(new Questions(clock))
                .bind(new InetSocketAddress(GuestService.clock(family).toInetAddress(), PORT))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen for questions of time", bound.cause());
        }
        return new TimeListener(bound.channel());
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a lost answer is asked for again
    private static final class Questions extends SimpleChannelInboundHandler<DatagramPacket> {
        private final Clock clock;

        private Questions(Clock clock) {
            this.clock = clock;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket query) {
            TimeServer.answer(ByteBufUtil.getBytes(query.content()), clock.instant())
                    .ifPresent(answer ->
                            context.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(answer), query.sender())));
        }
    }
}
