package dev.postern.server.http;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** All open connections, so that they can end together. */
final class Connections {
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private volatile boolean closing;

    /** Tells idle connections to go. */
    enum Drain {
        NOW
    }

    /** Takes a connection whose handlers are in place; one that comes while the others are told to go is told, too. */
    void add(Channel channel) {
        open.add(channel);
        if (closing) {
            channel.pipeline().fireUserEventTriggered(Drain.NOW);
        }
    }

    /** Whether each connection should end with the answer that it is at. */
    boolean isClosing() {
        return closing;
    }

    /** Lets running requests end for a short while, and then closes all connections. */
    void close() {
        closing = true;
        open.forEach(channel -> channel.pipeline().fireUserEventTriggered(Drain.NOW));
        open.newCloseFuture().awaitUninterruptibly(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        open.close().awaitUninterruptibly(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
