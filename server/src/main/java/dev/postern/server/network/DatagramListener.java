package dev.postern.server.network;

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
import java.util.function.Consumer;

/** Where a VPC's questions arrive that are a datagram each, and answered by one. */
record DatagramListener(Channel channel) implements Door {
    /** Who answers. */
    @FunctionalInterface
    interface Answerer {
        /**
         * Answers, at once or later, on whatever thread; or not at all.
         *
         * @param asking whose question it is, which the VPC's rules vouch for
         * @param answer what takes the answer
         */
        void answer(byte[] question, InetSocketAddress asking, Consumer<byte[]> answer);
    }

    /**
     * Listens.
     *
     * @param socket made in the VPC's namespace, not yet bound
     * @param at the address from which answers come
     */
    static DatagramListener open(
            EventLoopGroup loops, EpollDatagramChannel socket, InetSocketAddress at, Answerer answerer)
            throws IOException {
        ChannelFuture bound = new Bootstrap()
                .group(loops)
                .channelFactory(() -> socket)
                .option(EpollChannelOption.IP_FREEBIND, true)
                .handler(new Questions(answerer))
                .bind(at)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen for datagrams at " + at, bound.cause());
        }
        return new DatagramListener(bound.channel());
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
        private final Answerer answerer;

        private Questions(Answerer answerer) {
            this.answerer = answerer;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket question) {
            InetSocketAddress asking = question.sender();
            answerer.answer(
                    ByteBufUtil.getBytes(question.content()),
                    asking,
                    answer -> context.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(answer), asking)));
        }
    }
}
