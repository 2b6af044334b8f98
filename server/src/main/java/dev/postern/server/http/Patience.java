package dev.postern.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection whose client takes too long over what it has begun: a head that comes byte by byte, a body that comes
 * slower than it may. What comes at once is never timed. Lives on the event loop.
 */
final class Patience {
    private static final int LOOKS = 4;

    private final Limits limits;
    private @Nullable ScheduledFuture<?> head;
    private @Nullable ScheduledFuture<?> body;
    private long bytesBefore;
    private int slowLooks;

    Patience(Limits limits) {
        this.limits = limits;
    }

    /** A head has begun and is not complete. */
    void awaitHead(ChannelHandlerContext context) {
        if (head == null) {
            Runnable tooLate = () -> {
                var _ = context.close();
            };
            head = context.executor().schedule(tooLate, limits.head().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    void headCame() {
        head = cancel(head);
    }

    /** Some of a body is still to come. */
    void awaitBody(ChannelHandlerContext context, Exchange exchange) {
        if (body == null) {
            bytesBefore = exchange.receivedBytes();
            slowLooks = 0;
            long interval = limits.bodyPatience().toMillis() / LOOKS;
            Runnable look = () -> look(context, exchange, interval);
            body = context.executor().scheduleWithFixedDelay(look, interval, interval, TimeUnit.MILLISECONDS);
        }
    }

    private void look(ChannelHandlerContext context, Exchange exchange, long intervalMillis) {
        long bytes = exchange.receivedBytes();
        boolean slow = (bytes - bytesBefore) * 1000 < limits.bodyBytesPerSecond() * intervalMillis;
        slowLooks = slow && exchange.isStarving() ? slowLooks + 1 : 0;
        bytesBefore = bytes;
        if (slowLooks >= LOOKS) {
            var _ = context.close();
        }
    }

    void bodyCame() {
        body = cancel(body);
    }

    /** Nothing is timed any more. */
    void end() {
        headCame();
        bodyCame();
    }

    private static @Nullable ScheduledFuture<?> cancel(@Nullable ScheduledFuture<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
        return null;
    }
}
