package dev.postern.server.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.net.Family;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ListeningSocketsTest {
    private static final int CLOSE_ON_EXEC = 02000000;

    @Test
    void noProgramThatIsStartedGetsOne() throws IOException {
        Epoll.ensureAvailability();
        List<? extends UnixChannel> sockets = List.of(
                ListeningSockets.streams(),
                ListeningSockets.datagrams(Family.IPV4),
                ListeningSockets.datagrams(Family.IPV6));
        try {
            for (UnixChannel socket : sockets) {
                assertThat(flags(socket) & CLOSE_ON_EXEC).as("%s", socket).isEqualTo(CLOSE_ON_EXEC);
            }
        } finally {
            sockets.forEach(socket -> socket.unsafe().closeForcibly());
        }
    }

    /** As the kernel tells them, in octal. */
    private static int flags(UnixChannel socket) throws IOException {
        return Files.readAllLines(
                        Path.of("/proc/self/fdinfo", String.valueOf(socket.fd().intValue())))
                .stream()
                .filter(line -> line.startsWith("flags:"))
                .map(line -> Integer.parseInt(line.substring("flags:".length()).strip(), 8))
                .findFirst()
                .orElseThrow();
    }
}
