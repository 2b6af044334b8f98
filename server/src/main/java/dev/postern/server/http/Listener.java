package dev.postern.server.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** A listening socket. Closing it leaves open connections alone. */
public final class Listener implements Door {
    private static final int BACKLOG = 4096;

    private final Channel channel;

    private Listener(Channel channel) {
        this.channel = channel;
    }

    /**
     * Listens. Of a connection nothing is read until somebody asks, and either direction may end first.
     *
     * @param socket made on a thread in the namespace in which it shall listen
     * @param accepted told of each connection, on its event loop
     * @throws BindException when the address is taken
     */
    public static Listener open(
            EventLoopGroup loops,
            EpollServerSocketChannel socket,
            InetSocketAddress address,
            Consumer<SocketChannel> accepted)
            throws BindException {
        return open(loops, socket, address, new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel connection) {
                accepted.accept(connection);
            }
        });
    }

    static Listener open(
            EventLoopGroup loops, EpollServerSocketChannel socket, InetSocketAddress address, ChannelHandler first)
            throws BindException {
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channelFactory(() -> socket)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(first)
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new BindException(address + ": " + bound.cause().getMessage());
        }
        return new Listener(bound.channel());
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
