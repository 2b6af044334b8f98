package dev.postern.server.outside;

import dev.postern.dataplane.Place;
import dev.postern.dataplane.Places;
import dev.postern.model.net.Ip;
import dev.postern.server.http.Door;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * UDP over IPv4 that leaves the cloud. Who sends from one port to one address and port has a flow: a socket of the host, and one on the
 * internet's side that has the address that was asked, so that answers come from there. The kernel hands what follows to that one. A flow
 * ends when nothing came for a while, as a security group would forget it. All of it happens on one event loop.
 */
public final class Datagrams implements Door {
    private static final Logger LOG = System.getLogger(Datagrams.class.getName());
    private static final int BYTES_MAX = 65_535;
    private static final long UNANSWERED_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long ANSWERED_NANOS = TimeUnit.SECONDS.toNanos(180);
    private static final int LOOK_SECONDS = 5;

    private final Channel channel;

    private Datagrams(Channel channel) {
        this.channel = channel;
    }

    /**
     * Listens for what the network leads here.
     *
     * @param internet where the sockets of flows are made
     * @param socket made there
     */
    public static Datagrams open(EventLoop loop, Place internet, EpollDatagramChannel socket, Gate gate)
            throws IOException {
        ChannelFuture bound = new Bootstrap()
                .group(loop)
                .channelFactory(() -> socket)
                .option(EpollChannelOption.IP_TRANSPARENT, true)
                .option(EpollChannelOption.IP_RECVORIGDSTADDR, true)
                .option(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(BYTES_MAX))
                .handler(new Listening(loop, internet, gate))
                .bind(new InetSocketAddress("0.0.0.0", Places.OUTSIDE_PORT))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen for datagrams that leave the cloud", bound.cause());
        }
        return new Datagrams(bound.channel());
    }

    /** A socket for one side of a flow; IPv4 only. */
    public static EpollDatagramChannel socket() {
        return new EpollDatagramChannel(InternetProtocolFamily.IPv4);
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
    }

    /** A copy as large as its content: what a socket reads into has room for the largest, and would be held until this is sent. */
    static ByteBuf exact(ByteBuf content) {
        return content.alloc()
                .buffer(content.readableBytes(), content.readableBytes())
                .writeBytes(content);
    }

    private record Key(InetSocketAddress from, InetSocketAddress to) {}

    private static final class Listening extends SimpleChannelInboundHandler<DatagramPacket> {
        private final EventLoop loop;
        private final Place internet;
        private final Gate gate;
        private final Map<Key, Flow> flows = new HashMap<>();

        private Listening(EventLoop loop, Place internet, Gate gate) {
            this.loop = loop;
            this.internet = internet;
            this.gate = gate;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            var looking = loop.scheduleWithFixedDelay(this::endIdle, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
            context.channel().closeFuture().addListener(_ -> {
                looking.cancel(false);
                Map.copyOf(flows).values().forEach(Flow::end);
            });
        }

        private void endIdle() {
            long now = System.nanoTime();
            Map.copyOf(flows).values().stream().filter(flow -> flow.isIdle(now)).forEach(Flow::end);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            Key key = new Key(packet.sender(), packet.recipient());
            Flow flow = flows.get(key);
            if (flow == null) {
                flow = begin(key).orElse(null);
            }
            if (flow != null) {
                flow.out(exact(packet.content()));
            }
        }

        private Optional<Flow> begin(Key key) {
            Ip target = Ip.of(key.to().getAddress());
            if (gate.refusal(target, key.to().getPort()).isPresent()) {
                return Optional.empty();
            }
            return gate.enter(Ip.of(key.from().getAddress())).map(place -> {
                Flow flow = new Flow(key, () -> {
                    flows.remove(key);
                    place.leave();
                });
                flows.put(key, flow);
                // To enter the internet's side takes a thread of its own.
                Thread.ofVirtual().name("datagrams").start(() -> open(flow));
                return flow;
            });
        }

        private void open(Flow flow) {
            try {
                EpollDatagramChannel near = internet.call(Datagrams::socket);
                loop.execute(() -> flow.open(loop, near));
            } catch (Exception e) {
                LOG.log(Level.DEBUG, "no socket for {0}: {1}", flow.key, e.getMessage());
                loop.execute(flow::end);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.log(Level.DEBUG, "datagrams that leave the cloud: {0}", cause.getMessage());
        }
    }

    private static final class Flow {
        private final Key key;
        private final Runnable ended;
        private final EarlyDatagrams early = new EarlyDatagrams();
        private @Nullable Channel near;
        private @Nullable Channel far;
        private long last = System.nanoTime();
        private boolean answered;
        private boolean over;

        private Flow(Key key, Runnable ended) {
            this.key = key;
            this.ended = ended;
        }

        boolean isIdle(long now) {
            return now - last > (answered ? ANSWERED_NANOS : UNANSWERED_NANOS);
        }

        private void open(EventLoop loop, EpollDatagramChannel inside) {
            if (over) {
                inside.unsafe().closeForcibly();
                return;
            }
            EpollDatagramChannel outside;
            try {
                outside = socket();
            } catch (ChannelException e) { // no descriptor is left
                inside.unsafe().closeForcibly();
                end();
                return;
            }
            near = end(loop, inside, this::out)
                    .option(EpollChannelOption.IP_TRANSPARENT, true)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .connect(key.from(), key.to())
                    .addListener(this::orEnd)
                    .channel();
            far = end(loop, outside, this::back)
                    .connect(key.to())
                    .addListener(this::orEnd)
                    .addListener(connected -> {
                        if (connected.isSuccess()) {
                            early.handOver(this::send);
                        }
                    })
                    .channel();
            if (over) { // one of them could not even begin
                close();
            }
        }

        private Bootstrap end(EventLoop loop, EpollDatagramChannel socket, Consumer<ByteBuf> onward) {
            return new Bootstrap()
                    .group(loop)
                    .channelFactory(() -> socket)
                    .option(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(BYTES_MAX))
                    .handler(new ChannelInboundHandlerAdapter() {
                        @Override
                        public void channelRead(ChannelHandlerContext context, Object message) {
                            DatagramPacket packet = (DatagramPacket) message;
                            try {
                                onward.accept(exact(packet.content()));
                            } finally {
                                packet.release();
                            }
                        }

                        // The port is closed, or nobody is there.
                        @Override
                        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                            Flow.this.end();
                        }
                    });
        }

        private void orEnd(Future<? super Void> done) {
            if (!done.isSuccess()) {
                end();
            }
        }

        void out(ByteBuf content) {
            last = System.nanoTime();
            if (over) {
                content.release();
            } else if (isOpen()) {
                send(content);
            } else {
                early.add(content);
            }
        }

        private boolean isOpen() {
            return far != null && far.isActive();
        }

        private void send(ByteBuf content) {
            send(far, content);
        }

        /** Who sends more than the host's socket takes loses that, as at any full queue. */
        private static void send(@Nullable Channel channel, ByteBuf content) {
            if (channel != null && channel.isActive() && channel.isWritable()) {
                var _ = channel.writeAndFlush(content);
            } else {
                content.release();
            }
        }

        private void back(ByteBuf content) {
            last = System.nanoTime();
            answered = true;
            send(near, content);
        }

        void end() {
            if (over) {
                return;
            }
            over = true;
            early.handOver(ByteBuf::release);
            close();
            ended.run();
        }

        private void close() {
            if (near != null) {
                var _ = near.close();
            }
            if (far != null) {
                var _ = far.close();
            }
        }
    }
}
