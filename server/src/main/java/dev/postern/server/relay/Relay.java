package dev.postern.server.relay;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One end of two connections that are joined: bytes go both ways as they come, each direction as fast as its reader reads. The end of one
 * direction ends that direction only; a reset resets the other one. Both ends are on one event loop.
 */
public final class Relay extends ChannelInboundHandlerAdapter {
    private static final int CONNECT_TIMEOUT_MS = 10_000;

    private final SocketChannel near;
    private final SocketChannel other;
    private final Patience patience;

    /** What came before the other end was there. */
    private final Queue<Object> early = new ArrayDeque<>();

    private boolean begun;
    private boolean ended;

    /**
     * How long joined connections may be silent.
     *
     * @param whole while both directions are open
     * @param half while one is: its other end may be gone and not only silent
     * @param moved told of bytes that came
     */
    public record Patience(Duration whole, Duration half, Runnable moved) {}

    /** What becomes of a connection that is begun. On the event loop. */
    public interface Dialled {
        void connected();

        /**
         * It is not, and its socket is closed.
         *
         * @param cause as the kernel tells it; none where the near end is gone
         */
        void failed(@Nullable Throwable cause);
    }

    private Relay(SocketChannel near, SocketChannel other, Patience patience) {
        this.near = near;
        this.other = other;
        this.patience = patience;
    }

    /**
     * Begins the connection of a far end, on the near one's event loop.
     *
     * @param far made, and not yet registered
     */
    public static void dial(SocketChannel near, SocketChannel far, InetSocketAddress target, Dialled then) {
        dial(near, far, target, null, then);
    }

    /**
     * The same from an address of one's own choice.
     *
     * @param from none for what the kernel would take
     */
    public static void dial(
            SocketChannel near,
            SocketChannel far,
            InetSocketAddress target,
            @Nullable InetSocketAddress from,
            Dialled then) {
        far.config().setAutoRead(false).setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        far.config().setTcpNoDelay(true);
        far.config().setConnectTimeoutMillis(CONNECT_TIMEOUT_MS);
        near.eventLoop().register(far).addListener(registered -> {
            if (!registered.isSuccess() || !near.isActive()) {
                var _ = far.close();
                then.failed(registered.cause());
                return;
            }
            far.connect(target, from).addListener(connected -> {
                if (connected.isSuccess() && near.isActive()) {
                    then.connected();
                } else {
                    var _ = far.close();
                    then.failed(connected.cause());
                }
            });
        });
    }

    /** Puts an end in place behind the handlers that the near end has. What comes is kept until it begins. */
    public static Relay at(SocketChannel near, SocketChannel far, Patience patience) {
        Relay end = new Relay(near, far, patience);
        near.pipeline().addLast(end);
        return end;
    }

    /** Begins at both ends; the far one is connected. */
    public void begin() {
        Relay back = at(other, near, patience);
        near.pipeline().addFirst(idle(patience.whole()));
        start();
        back.start();
    }

    /** Ends a connection with a reset. */
    public static void reset(SocketChannel channel) {
        try {
            channel.config().setSoLinger(0);
        } catch (RuntimeException e) { // it is closed already
            var _ = channel.close();
            return;
        }
        var _ = channel.close();
    }

    private void start() {
        begun = true;
        if (early.isEmpty()) {
            near.read();
        } else {
            early.forEach(this::pass);
            early.clear();
            flush();
        }
        if (ended) {
            endOfInput();
        }
    }

    private static IdleStateHandler idle(Duration limit) {
        return new IdleStateHandler(true, 0, 0, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (begun) {
            pass(message);
        } else {
            early.add(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (begun) {
            patience.moved().run();
            flush();
        }
    }

    private void pass(Object message) {
        other.write(message).addListener(written -> {
            if (!written.isSuccess()) {
                var _ = near.close();
            }
        });
    }

    /** Reads on when what was read is taken. */
    private void flush() {
        other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
            if (flushed.isSuccess()) {
                near.read();
            }
        });
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            // What is still to be sent to either end is what nobody takes.
            reset(other);
            reset(near);
        }
        if ((event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) && !ended) {
            ended = true;
            if (begun) {
                endOfInput();
            }
        }
    }

    private void endOfInput() {
        near.pipeline().addFirst(idle(patience.half()));
        other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
            shutdownOutput(other);
            if (near.isOutputShutdown()) {
                var _ = near.close();
                var _ = other.close();
            }
        });
    }

    /** By TLS it is said before. */
    private static void shutdownOutput(SocketChannel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            var _ = channel.shutdownOutput();
        } else {
            tls.closeOutbound().addListener(_ -> {
                var _ = channel.shutdownOutput();
            });
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        early.forEach(ReferenceCountUtil::release);
        early.clear();
        closeOther();
    }

    /** After what is on its way; whoever does not take that is given up. */
    private void closeOther() {
        if (other.isOpen()) {
            other.pipeline().addFirst(idle(patience.half()));
            other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            reset(other);
        }
        var _ = context.close();
    }
}
