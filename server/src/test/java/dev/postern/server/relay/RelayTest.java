package dev.postern.server.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.server.http.Listener;
import dev.postern.testkit.Await;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Both ends of a relay end, whichever is gone, or takes nothing any more. */
final class RelayTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final EventLoopGroup loops = new EpollEventLoopGroup(1);
    private final ServerSocket silent;
    private final CompletableFuture<Channel> near = new CompletableFuture<>();
    private final CompletableFuture<Channel> far = new CompletableFuture<>();

    RelayTest() throws IOException {
        silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        silent.setReceiveBufferSize(8192);
    }

    @AfterEach
    void close() throws IOException {
        silent.close();
        loops.shutdownGracefully().syncUninterruptibly();
    }

    @Test
    void whoIsIdleIsResetAtBothEndsThoughOneTakesNothing() throws Exception {
        InetSocketAddress relay = relay(new Relay.Patience(SHORT, LONG, () -> {}));
        try (java.nio.channels.SocketChannel client = java.nio.channels.SocketChannel.open(relay);
                Socket server = silent.accept()) {
            Optional<IOException> told = fill(client);
            ends();
            client.configureBlocking(true);
            assertThatThrownBy(() -> {
                        if (told.isPresent()) { // on a slow machine already while more was sent; it is told once
                            throw told.get();
                        }
                        client.read(ByteBuffer.allocate(1));
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("reset");
            assertThatThrownBy(() -> server.getInputStream().readAllBytes())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void whatNobodyTakesIsGivenUpOnceTheOtherEndIsGone() throws Exception {
        InetSocketAddress relay = relay(new Relay.Patience(LONG, SHORT, () -> {}));
        try (java.nio.channels.SocketChannel client = java.nio.channels.SocketChannel.open(relay);
                Socket server = silent.accept()) {
            assertThat(server.isConnected()).isTrue();
            var _ = fill(client);
            near.join().close().syncUninterruptibly();
            ends();
        }
    }

    @Test
    void whatIsTakenArrivesThoughTheOtherEndIsGone() throws Exception {
        InetSocketAddress relay = relay(new Relay.Patience(LONG, LONG, () -> {}));
        java.nio.channels.SocketChannel client = java.nio.channels.SocketChannel.open(relay);
        try (Socket server = silent.accept()) {
            int sent = client.write(ByteBuffer.wrap(new byte[100_000]));
            client.close();
            assertThat(server.getInputStream().readAllBytes()).hasSize(sent);
        }
        ends();
    }

    private void ends() {
        Await.until(
                "both ends are closed",
                PATIENCE,
                () -> !near.join().isOpen() && !far.join().isOpen());
    }

    /** Until nobody takes more, or the connection ends: then with how. */
    private static Optional<IOException> fill(java.nio.channels.SocketChannel client) throws IOException {
        client.setOption(StandardSocketOptions.SO_SNDBUF, 8192);
        client.configureBlocking(false);
        long[] last = {System.nanoTime()};
        AtomicReference<Optional<IOException>> told = new AtomicReference<>(Optional.empty());
        Await.until("nobody takes more", PATIENCE, () -> {
            try {
                if (client.write(ByteBuffer.allocate(65_536)) > 0) {
                    last[0] = System.nanoTime();
                }
                return System.nanoTime() - last[0] > SHORT.toNanos() / 3;
            } catch (IOException e) {
                told.set(Optional.of(e));
                return true;
            }
        });
        return told.get();
    }

    /** A relay to who is silent. */
    private InetSocketAddress relay(Relay.Patience patience) throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return Listener.open(loops, new EpollServerSocketChannel(), anyPort, client -> join(client, patience))
                .address();
    }

    private void join(SocketChannel client, Relay.Patience patience) {
        SocketChannel other = new EpollSocketChannel();
        near.complete(client);
        far.complete(other);
        Relay relay = Relay.at(client, other, patience);
        Relay.dial(client, other, (InetSocketAddress) silent.getLocalSocketAddress(), new Relay.Dialled() {
            @Override
            public void connected() {
                relay.begin();
            }

            @Override
            public void failed(@Nullable Throwable cause) {
                Relay.reset(client);
            }
        });
    }
}
