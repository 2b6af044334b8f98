package dev.postern.server.network;

import dev.postern.guest.dhcp.DhcpServer;
import dev.postern.guest.dhcp.Lease;
import dev.postern.model.net.Ip;
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
import java.util.Optional;
import java.util.function.Function;

/**
 * The DHCP servers of a VPC's subnets (UDP 67), in one socket: the rules of the VPC lead there what is sent to them or to anybody, and say
 * by the source whose interface it came from.
 */
record DhcpListener(Channel channel) implements Door {
    /**
     * Listens.
     *
     * @param socket made in the VPC's namespace, not yet bound
     * @param leases of the interface that has an address
     */
    static DhcpListener open(EventLoopGroup loops, EpollDatagramChannel socket, Function<Ip, Optional<Lease>> leases)
            throws IOException {
        ChannelFuture bound = new Bootstrap()
                .group(loops)
                .channelFactory(() -> socket)
                .option(EpollChannelOption.IP_FREEBIND, true)
                .handler(new Questions(leases))
                .bind(new InetSocketAddress(GuestService.DHCP_LISTENER.toInetAddress(), GuestService.DHCP_PORT))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen for questions of DHCP", bound.cause());
        }
        return new DhcpListener(bound.channel());
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
        private final Function<Ip, Optional<Lease>> leases;

        private Questions(Function<Ip, Optional<Lease>> leases) {
            this.leases = leases;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket question) {
            byte[] bytes = ByteBufUtil.getBytes(question.content());
            leases.apply(Ip.of(question.sender().getAddress()))
                    .flatMap(lease -> DhcpServer.answer(bytes, lease))
                    .ifPresent(answer -> context.writeAndFlush(
                            new DatagramPacket(Unpooled.wrappedBuffer(answer), question.sender())));
        }
    }
}
