package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ControlTest {
    private static final String INSTANCES = """
            [{"id": "i-1", "name": "web", "state": "terminated"},
             {"id": "i-2", "name": "web", "state": "running"},
             {"id": "i-3", "name": "twin", "state": "running"},
             {"id": "i-4", "name": "twin", "state": "stopped"},
             {"id": "i-5", "name": "gone", "state": "terminated"}]
            """;

    @TempDir
    private Path directory = Path.of("unset");

    private Path data = directory;
    private HttpServer server = unset();
    private int told;

    @BeforeEach
    void start() throws IOException {
        data = Files.createDirectories(directory.resolve("a cloud's data"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] status = "{\"data\": \"%s\", \"instances\": %s}"
                .formatted(data, INSTANCES)
                .getBytes(StandardCharsets.UTF_8);
        server.createContext(Control.STATUS, exchange -> {
            exchange.sendResponseHeaders(200, status.length);
            exchange.getResponseBody().write(status);
            exchange.close();
        });
        server.createContext("/_postern/reset", exchange -> {
            boolean known = "ours".equals(exchange.getRequestHeaders().getFirst("X-Postern-Token"));
            told += known ? 1 : 0;
            exchange.sendResponseHeaders(known ? 200 : 403, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void isFoundByDirectoryByPortAndByBoth() throws IOException {
        leavePort(data);
        Path link = Files.createSymbolicLink(directory.resolve("link"), data);
        assertThat(Control.find(Optional.of(data), Optional.empty()).port()).isEqualTo(port());
        assertThat(Control.find(Optional.of(link), Optional.empty()).data()).isEqualTo(link);
        assertThat(Control.find(Optional.empty(), Optional.of(port())).data()).isEqualTo(data);
        assertThat(Control.find(Optional.of(data), Optional.of(port())).port()).isEqualTo(port());
    }

    @Test
    void isNeverTakenForAnotherCloud() throws IOException {
        Path other = Files.createDirectories(directory.resolve("other"));
        assertThatThrownBy(() -> Control.find(Optional.of(other), Optional.empty()))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("no cloud runs in " + other + ": start one with ./postern up --data " + other);
        isAnothers(Control.find(Optional.of(other), Optional.of(port())), other);
        // A cloud that was killed leaves its port and its token behind, and another one may have that port now.
        leavePort(other);
        isAnothers(Control.find(Optional.of(other), Optional.empty()), other);
        Files.writeString(other.resolve("run/token"), "theirs");
        isAnothers(Control.find(Optional.of(other), Optional.empty()), other);
        assertThat(told).isZero();
    }

    private void isAnothers(Control control, Path other) {
        String said = "the cloud on 127.0.0.1:" + port() + " is that of " + data + ", not of " + other;
        assertThatThrownBy(control::status).isInstanceOf(CommandFailure.class).hasMessage(said);
        assertThatThrownBy(() -> control.post("/_postern/reset", Map.of()))
                .isInstanceOf(CommandFailure.class)
                .hasMessage(said);
    }

    @Test
    void knowsInstancesByIdAndByName() {
        Control control = Control.find(Optional.empty(), Optional.of(port()));
        assertThat(control.instance("i-1").path("name").asText()).isEqualTo("web");
        assertThat(control.instance("web").path("id").asText()).isEqualTo("i-2");
        assertThat(control.instance("gone").path("id").asText()).isEqualTo("i-5");
        assertThatThrownBy(() -> control.instance("twin"))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("several instances have the name twin, say which: i-3 i-4");
        assertThatThrownBy(() -> control.instance("nobody")).isInstanceOf(CommandFailure.class);
    }

    @Test
    void shellsReadBackWhatIsQuoted() {
        assertThat(EnvCommand.quoted("/home/me/.postern")).isEqualTo("/home/me/.postern");
        assertThat(EnvCommand.quoted("a cloud's data")).isEqualTo("'a cloud'\\''s data'");
        assertThat(EnvCommand.quoted("")).isEqualTo("''");
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private void leavePort(Path place) throws IOException {
        Files.createDirectories(place.resolve("run"));
        Files.writeString(place.resolve("run/port"), Integer.toString(port()));
    }

    private static HttpServer unset() {
        try {
            return HttpServer.create();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
