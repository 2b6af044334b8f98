package dev.postern.server.socks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Snapshot;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.server.Nowhere;
import dev.postern.server.network.Names;
import dev.postern.server.network.PublicSide;
import io.netty.channel.epoll.EpollEventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever says little, or nothing, is let go. */
final class SocksListenerTest {
    private static final Duration BEGIN_MAX = Duration.ofMillis(500);
    private static final byte[] VERSION_AND_METHODS = {5, (byte) 255};

    private final EpollEventLoopGroup loops = new EpollEventLoopGroup(1);

    @AfterEach
    void end() {
        loops.shutdownGracefully().syncUninterruptibly();
    }

    @Test
    void endsAHandshakeThatIsNotFinishedInTimeThoughBytesTrickle() throws Exception {
        int port = freePort();
        try (SocksListener listener = new SocksListener(
                        loops,
                        port,
                        new PublicSide(new Nowhere(), new Names(() -> Snapshot.EMPTY, () -> TargetHealth.NONE)),
                        BEGIN_MAX);
                Socket trickling = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertThat(listener).isNotNull();
            trickling.getOutputStream().write(VERSION_AND_METHODS);
            trickling.setSoTimeout(50);
            int trickled = 0;
            while (!ended(trickling) && trickled < 250) {
                trickled++;
            }
            assertThat(trickled).as("bytes, of the 255 that were announced").isLessThan(250);
            silent.setSoTimeout(20_000);
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
    }

    /** Sends one more byte unless the other end is gone. */
    private static boolean ended(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            socket.getOutputStream().write(1);
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
