package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance without a way out knows what time it is. */
@Tag("conformance")
class TimeTest {
    private static final String ASK = """
            import socket, struct, time
            clock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            clock.settimeout(5)
            clock.connect(("169.254.169.123", 123))
            clock.send(bytes([0x23]) + bytes(47))
            answer = clock.recv(1024)
            ahead = struct.unpack("!I", answer[40:44])[0] - 2208988800 - time.time()
            print(len(answer), answer[1], abs(ahead) < 2)
            """;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void comesFromTheLinkLocalAddress() throws IOException {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            var _ = SmallNetwork.make(cloud.root());

            Finished asked = TestingCloud.exec(
                    cloud.status().path("instances").get(0), directory, "/usr/bin/python3", "-c", ASK);

            assertThat(asked.errors()).isEmpty();
            assertThat(asked.output()).isEqualTo("48 3 True\n");
        }
    }
}
