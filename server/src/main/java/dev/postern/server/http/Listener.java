package dev.postern.server.http;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/** A listening socket. Closing it leaves open connections alone. */
public final class Listener implements Door {
    private final Channel channel;

    Listener(Channel channel) {
        this.channel = channel;
    }

    /** Where it listens; the port is known even if any would do. */
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
    }
}
