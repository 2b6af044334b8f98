package dev.postern.server.http;

import io.netty.channel.Channel;

/** A listening socket. Closing it leaves open connections alone. */
public final class Listener implements AutoCloseable {
    private final Channel channel;

    Listener(Channel channel) {
        this.channel = channel;
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
    }
}
