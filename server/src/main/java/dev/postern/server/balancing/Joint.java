package dev.postern.server.balancing;

import dev.postern.model.Scope;
import dev.postern.model.net.Protocol;
import dev.postern.network.Balanced;
import dev.postern.network.Severed;
import dev.postern.server.relay.Relay;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a listener of a balancer, joined with one to a target: TLS ends here, or begins anew, or the target is told first who
 * connects, or it is of the other family. The kernel has accepted it before a target was asked, so where that does not answer it is reset. All on its event loop.
 */
final class Joint implements Relay.Dialled {
    private static final int HELLO_BYTES_MAX = 64 << 10;
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    private final Scope scope;
    private final SocketChannel near;
    private final EpollSocketChannel far;
    private final Caller caller;
    private final Balanced listener;
    private final Balanced.Target target;
    private final BalancerTls tls;

    private @Nullable Relay relay;

    /**
     * Begins with what is connected.
     *
     * @param scope whose the balancer is
     * @param far made at the node, and not yet registered
     */
    Joint(
            Scope scope,
            SocketChannel near,
            EpollSocketChannel far,
            Caller caller,
            Balanced listener,
            Balanced.Target target,
            BalancerTls tls) {
        this.scope = scope;
        this.near = near;
        this.far = far;
        this.caller = caller;
        this.listener = listener;
        this.target = target;
        this.tls = tls;
    }

    void begin() {
        if (!near.isActive()) {
            return;
        }
        listener.tls()
                .ifPresent(key -> near.pipeline()
                        .addLast(new SniHandler(
                                (host, promise) -> tls.ending(scope, key, host, promise),
                                HELLO_BYTES_MAX,
                                HANDSHAKE.toMillis()))
                        .addLast(new AfterHandshake()));
        Duration idle = Duration.ofSeconds(listener.idleSeconds());
        relay = Relay.at(near, far, new Relay.Patience(idle, idle, () -> {}));
        if (listener.tls().isPresent()) {
            near.read();
        } else {
            dial();
        }
    }

    /** Ends it, if it is one of a listener's that is not to be. */
    void endIfSevered(Balanced now) {
        boolean its = now.protocol().equals(Protocol.TCP) && now.port() == listener.port();
        if (its && now.severed().contains(new Severed.Spot(target.address(), target.port()))) {
            end();
        }
    }

    /** Ends it with a reset at both ends. */
    void end() {
        near.eventLoop().execute(() -> {
            if (far.isRegistered()) { // TLS may have to be agreed on first
                Relay.reset(far);
            }
            Relay.reset(near);
        });
    }

    private void dial() {
        InetSocketAddress to = new InetSocketAddress(target.address().toInetAddress(), target.port());
        if (target.keepsClient() && caller.endpoint().isEmpty()) {
            far.config().setOption(EpollChannelOption.IP_TRANSPARENT, true);
            far.config().setOption(ChannelOption.SO_REUSEADDR, true);
            Relay.dial(near, far, to, caller.client(), this);
        } else {
            Relay.dial(near, far, to, null, this);
        }
    }

    @Override
    public void connected() {
        if (target.told().client()) {
            HAProxyMessageEncoder encoder = HAProxyMessageEncoder.INSTANCE;
            far.pipeline().addFirst(encoder);
            var _ = far.writeAndFlush(caller.header());
            far.pipeline().remove(encoder);
        }
        if (target.told().tls()) {
            far.pipeline().addFirst(tls.beginning(far.alloc()));
        }
        if (relay != null) {
            relay.begin();
        }
    }

    @Override
    public void failed(@Nullable Throwable cause) {
        Relay.reset(near);
    }

    /** A target is connected to only for who can speak TLS. */
    private final class AfterHandshake extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (event instanceof SslHandshakeCompletionEvent done) {
                context.pipeline().remove(this);
                if (done.isSuccess()) {
                    dial();
                } else {
                    var _ = near.close();
                }
            }
            super.userEventTriggered(context, event);
        }
    }
}
