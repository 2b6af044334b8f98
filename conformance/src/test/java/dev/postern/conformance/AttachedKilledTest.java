package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is attached is so after the cloud was killed, with the key by which it knows the cloud. */
@Tag("conformance")
final class AttachedKilledTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void anAttachmentOutlivesAKilledServer() throws IOException, InterruptedException {
        List<String> keys = new CopyOnWriteArrayList<>();
        HttpServer upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        upstream.createContext("/", exchange -> {
            keys.add(exchange.getRequestHeaders().getFirst("Authorization").replaceAll(".*Credential=([^/]+).*", "$1"));
            byte[] answer = "{\"QueueUrls\":[]}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        upstream.start();
        try (TestingCloud cloud = TestingCloud.prepare(directory.resolve("host"))) {
            try (ServerProcess server = ServerProcess.start(cloud)) {
                cloud.control(
                        "attach",
                        Map.of(
                                "name",
                                "com.amazonaws.us-east-1.sqs",
                                "upstream",
                                "http://127.0.0.1:" + upstream.getAddress().getPort(),
                                "key",
                                "known:secret"));
                assertThat(cloud.root().sqs().listQueues().queueUrls()).isEmpty();
                server.kill();
            }
            cloud.start();
            assertThat(cloud.status()
                            .path("attachedServices")
                            .path(0)
                            .path("name")
                            .asText())
                    .isEqualTo("com.amazonaws.us-east-1.sqs");
            assertThat(cloud.root().sqs().listQueues().queueUrls()).isEmpty();
            assertThat(keys).containsExactly("known", "known");
        } finally {
            upstream.stop(0);
        }
    }
}
