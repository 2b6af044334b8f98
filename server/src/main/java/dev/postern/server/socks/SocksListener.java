package dev.postern.server.socks;

import dev.postern.model.net.Ip;
import dev.postern.network.InternetPolicy;
import dev.postern.server.network.PublicSide;
import dev.postern.server.relay.Relay;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.socksx.v5.DefaultSocks5CommandResponse;
import io.netty.handler.codec.socksx.v5.DefaultSocks5InitialResponse;
import io.netty.handler.codec.socksx.v5.Socks5AddressType;
import io.netty.handler.codec.socksx.v5.Socks5AuthMethod;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequest;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import io.netty.handler.codec.socksx.v5.Socks5CommandType;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequest;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5Message;
import io.netty.handler.codec.socksx.v5.Socks5ServerEncoder;
import io.netty.util.concurrent.Future;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A SOCKS server on loopback (RFC 1928): CONNECT, without authentication, to an address of either family or to a name that the internet's
 * side knows. It leads where HTTP CONNECT on the API's port leads, by the same code, and refuses what that refuses.
 */
public final class SocksListener implements AutoCloseable {
    private static final int OPEN_MAX = 512;
    /** Of all that comes before bytes go on, however slowly it trickles; reaching the other end takes half of it at most. */
    static final Duration BEGIN_MAX = Duration.ofSeconds(20);

    private static final Duration IDLE = Duration.ofHours(4);
    private static final Duration HALF_IDLE = Duration.ofMinutes(5);

    private final PublicSide side;
    private final Duration beginMax;
    private final AtomicInteger open = new AtomicInteger();
    private final Channel channel;

    /**
     * Listens.
     *
     * @param port of loopback
     * @throws BindException when it is taken
     */
    public SocksListener(EventLoopGroup loops, int port, PublicSide side) throws BindException {
        this(loops, port, side, BEGIN_MAX);
    }

    SocksListener(EventLoopGroup loops, int port, PublicSide side, Duration beginMax) throws BindException {
        this.side = side;
        this.beginMax = beginMax;
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel client) {
                        admit(client);
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new BindException("port " + port + ": " + bound.cause().getMessage());
        }
        this.channel = bound.channel();
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
    }

    private void admit(SocketChannel client) {
        if (open.incrementAndGet() > OPEN_MAX) {
            open.decrementAndGet();
            var _ = client.close();
            return;
        }
        Runnable late = () -> {
            var _ = client.close();
        };
        Future<?> deadline = client.eventLoop().schedule(late, beginMax.toMillis(), TimeUnit.MILLISECONDS);
        client.closeFuture().addListener(_ -> {
            deadline.cancel(false);
            open.decrementAndGet();
        });
        client.pipeline()
                .addLast(Socks5ServerEncoder.DEFAULT)
                .addLast(new Socks5InitialRequestDecoder())
                .addLast(new Handshake(deadline));
    }

    private final class Handshake extends SimpleChannelInboundHandler<Socks5Message> {
        private final Future<?> deadline;

        private Handshake(Future<?> deadline) {
            this.deadline = deadline;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, Socks5Message message) {
            if (message.decoderResult().isFailure()) {
                var _ = context.close();
                return;
            }
            switch (message) {
                case Socks5InitialRequest first -> greet(context, first);
                case Socks5CommandRequest command -> obey(context, command);
                default -> {
                    var _ = context.close();
                }
            }
        }

        private void greet(ChannelHandlerContext context, Socks5InitialRequest first) {
            if (!first.authMethods().contains(Socks5AuthMethod.NO_AUTH)) {
                context.writeAndFlush(new DefaultSocks5InitialResponse(Socks5AuthMethod.UNACCEPTED))
                        .addListener(ChannelFutureListener.CLOSE);
                return;
            }
            context.pipeline().replace(Socks5InitialRequestDecoder.class, null, new Socks5CommandRequestDecoder());
            var _ = context.writeAndFlush(new DefaultSocks5InitialResponse(Socks5AuthMethod.NO_AUTH));
        }

        private void obey(ChannelHandlerContext context, Socks5CommandRequest command) {
            if (!command.type().equals(Socks5CommandType.CONNECT)) {
                refuse(context, Socks5CommandStatus.COMMAND_UNSUPPORTED);
                return;
            }
            // To look a name up, and to enter the internet's side, may take a while.
            context.channel().config().setAutoRead(false);
            Thread.ofVirtual().name("socks").start(() -> dial(context, command));
        }

        private void dial(ChannelHandlerContext context, Socks5CommandRequest command) {
            Optional<Ip> target = command.dstAddrType().equals(Socks5AddressType.DOMAIN)
                    ? Ip.find(command.dstAddr()).or(() -> side.address(command.dstAddr()))
                    : Ip.find(command.dstAddr());
            Optional<EpollSocketChannel> far;
            try {
                far = target.map(InternetPolicy::plain).flatMap(side::open);
            } catch (IllegalArgumentException e) {
                refuse(context, Socks5CommandStatus.FORBIDDEN);
                return;
            }
            if (far.isEmpty()) {
                refuse(context, Socks5CommandStatus.HOST_UNREACHABLE);
                return;
            }
            InetSocketAddress address =
                    new InetSocketAddress(InternetPolicy.plain(target.get()).toInetAddress(), command.dstPort());
            context.executor().execute(() -> dial(context, far.get(), address));
        }

        private void dial(ChannelHandlerContext context, EpollSocketChannel far, InetSocketAddress target) {
            SocketChannel near = (SocketChannel) context.channel();
            Relay relay = Relay.at(near, far, new Relay.Patience(IDLE, HALF_IDLE, () -> {}));
            Relay.dial(near, far, target, new Relay.Dialled() {
                @Override
                public void connected() {
                    var _ = near.writeAndFlush(answer(Socks5CommandStatus.SUCCESS));
                    deadline.cancel(false);
                    near.pipeline().remove(Socks5CommandRequestDecoder.class);
                    near.pipeline().remove(Handshake.this);
                    near.pipeline().remove(Socks5ServerEncoder.class);
                    relay.begin();
                }

                @Override
                public void failed(@Nullable Throwable cause) {
                    refuse(
                            context,
                            cause instanceof ConnectException
                                    ? Socks5CommandStatus.CONNECTION_REFUSED
                                    : Socks5CommandStatus.HOST_UNREACHABLE);
                }
            });
        }

        private void refuse(ChannelHandlerContext context, Socks5CommandStatus why) {
            context.writeAndFlush(answer(why)).addListener(ChannelFutureListener.CLOSE);
        }

        private DefaultSocks5CommandResponse answer(Socks5CommandStatus status) {
            return new DefaultSocks5CommandResponse(status, Socks5AddressType.IPv4);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }
    }
}
