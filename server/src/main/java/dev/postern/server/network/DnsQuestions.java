package dev.postern.server.network;

import dev.postern.guest.dns.Draft;
import dev.postern.guest.dns.Resolver;
import dev.postern.guest.dns.VpcView;
import dev.postern.model.net.Ip;
import dev.postern.server.outside.HostResolvers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What answers the questions of a VPC's resolver, over UDP and TCP (RFC 1035, 4.2). Datagrams arrive at one of its addresses, wherever they
 * were sent: the rules of the VPC lead them there, and give the answers the address that was asked. Streams come through the VPC's
 * listener for the web.
 */
final class DnsQuestions {
    private static final int MESSAGE_BYTES_MAX = 65535;
    private static final int IDLE_SECONDS_MAX = 10;

    private DnsQuestions() {}

    /**
     * What answers datagrams.
     *
     * @param beyond who is asked of what nobody in the cloud knows; nobody where the internet is closed
     */
    static DatagramListener.Answerer datagrams(Supplier<VpcView> view, Optional<HostResolvers.Share> beyond) {
        return (question, asking, answer) -> answer(
                question, view.get().askedFrom(Ip.of(asking.getAddress())), Resolver.Transport.UDP, beyond, answer);
    }

    /** What answers on streams. */
    static ChannelHandler streams(Supplier<VpcView> view, Optional<HostResolvers.Share> beyond) {
        return new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                channel.pipeline()
                        .addLast(new ReadTimeoutHandler(IDLE_SECONDS_MAX))
                        .addLast(new LengthFieldBasedFrameDecoder(MESSAGE_BYTES_MAX + 2, 0, 2, 0, 2))
                        .addLast(new LengthFieldPrepender(2))
                        .addLast(new Streams(view, beyond));
            }
        };
    }

    /**
     * Answers, at once or when somebody else did.
     *
     * @param answer what it is to be done with, on whatever thread
     * @return false if there is no answer
     */
    private static boolean answer(
            byte[] query,
            VpcView view,
            Resolver.Transport transport,
            Optional<HostResolvers.Share> beyond,
            Consumer<byte[]> answer) {
        Optional<Draft> draft = Resolver.draft(query, view, transport);
        if (draft.isEmpty()) {
            return false;
        }
        Optional<Draft.Unknown> unknown = draft.get().unknown();
        if (beyond.isEmpty() || unknown.isEmpty()) {
            answer.accept(draft.get().toWire());
        } else {
            var _ = beyond.get()
                    .ask(unknown.get().name(), unknown.get().type())
                    .thenAccept(said -> answer.accept(draft.get().completed(said)));
        }
        return true;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the channel ends when a write fails
    private static final class Streams extends SimpleChannelInboundHandler<ByteBuf> {
        private final Supplier<VpcView> view;
        private final Optional<HostResolvers.Share> beyond;

        private Streams(Supplier<VpcView> view, Optional<HostResolvers.Share> beyond) {
            this.view = view;
            this.beyond = beyond;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf query) {
            VpcView asked = context.channel().remoteAddress() instanceof InetSocketAddress peer
                    ? view.get().askedFrom(Ip.of(peer.getAddress()))
                    : view.get();
            boolean answered = answer(
                    ByteBufUtil.getBytes(query),
                    asked,
                    Resolver.Transport.TCP,
                    beyond,
                    answer -> context.writeAndFlush(Unpooled.wrappedBuffer(answer)));
            if (!answered) {
                context.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
