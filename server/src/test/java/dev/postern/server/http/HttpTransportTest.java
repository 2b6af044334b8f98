package dev.postern.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.testkit.Await;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpTransportTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final AtomicReference<IOException> seen = new AtomicReference<>();
    private EpollEventLoopGroup loops = new EpollEventLoopGroup(2);
    private HttpTransport transport = new HttpTransport(loops);
    private int port;

    @TempDir
    Path directory = Path.of("");

    @BeforeEach
    void listen() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        transport.listen(
                new EpollServerSocketChannel(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                HttpTransport.Service.plain(this::answer).with(_ -> Optional.of(new EpollSocketChannel())));
    }

    @AfterEach
    void close() {
        transport.close();
        loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }

    private Answer answer(HttpRequest request, Peer peer) {
        return switch (request.path()) {
            case "/count" -> count(request);
            case "/file" -> file();
            case "/unread" -> Answer.of(HttpResponse.of(403, Headers.NONE, "no"));
            default -> Answer.of(HttpResponse.of(200, Headers.of("X-Path", request.path()), request.query()));
        };
    }

    private Answer count(HttpRequest request) {
        long bytes = 0;
        byte[] buffer = new byte[1000];
        try (InputStream body = request.body().open()) {
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                bytes += n;
            }
        } catch (IOException e) {
            seen.set(e);
        }
        return Answer.of(HttpResponse.of(200, Headers.NONE, Long.toString(bytes)));
    }

    private Answer file() {
        try {
            Path file = directory.resolve("large");
            Files.write(file, new byte[3_000_000]);
            FileChannel channel = FileChannel.open(file);
            return Answer.of(
                    new HttpResponse(206, Headers.NONE, new HttpResponse.FileRange(channel, 1_000_000, 1_999_999)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) LIMIT.toMillis());
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void answersPipelinedRequestsInOrder() throws IOException {
        try (Socket socket = connect()) {
            send(
                    socket,
                    "GET /a?1 HTTP/1.1\r\nHost: h\r\n\r\nGET /b?2 HTTP/1.1\r\nHost: h\r\n\r\n"
                            + "GET /c?3 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            String all = readAll(socket);
            assertThat(all.indexOf("/a")).isBetween(0, all.indexOf("/b"));
            assertThat(all.indexOf("/b")).isLessThan(all.indexOf("/c"));
            assertThat(all).endsWith("3");
        }
    }

    @Test
    void streamsABodyOfManyPiecesAndGoesOn() throws IOException {
        try (Socket socket = connect()) {
            int size = 20_000_000;
            send(socket, "PUT /count HTTP/1.1\r\nHost: h\r\nContent-Length: " + size + "\r\n\r\n");
            OutputStream out = socket.getOutputStream();
            byte[] piece = new byte[100_000];
            for (int sent = 0; sent < size; sent += piece.length) {
                out.write(piece);
            }
            send(socket, "GET /after HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            assertThat(readAll(socket)).contains("\r\n\r\n20000000").contains("/after");
        }
    }

    @Test
    void continuesOnlyWhenTheBodyIsWanted() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "PUT /count HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            byte[] interim = socket.getInputStream().readNBytes("HTTP/1.1 100 Continue\r\n\r\n".length());
            assertThat(new String(interim, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 100");
            send(socket, "abc");
            socket.shutdownOutput();
            assertThat(readAll(socket)).endsWith("3");
        }
        try (Socket socket = connect()) {
            send(socket, "PUT /unread HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertThat(readAll(socket)).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void continuesAlsoWhereThereIsNoBody() throws IOException {
        try (Socket socket = connect()) {
            String empty = " HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n";
            send(socket, "PUT /count" + empty);
            send(socket, "PUT /unread" + empty);
            send(socket, "GET /after HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            assertThat(Pattern.compile("HTTP/1.1 (\\d+)")
                            .matcher(readAll(socket))
                            .results())
                    .extracting(status -> status.group(1))
                    .containsExactly("100", "200", "100", "403", "200");
        }
    }

    @Test
    void tellsTheReaderThatTheClientBrokeOff() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "PUT /count HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\nhalf");
        }
        Await.until("the reader fails", LIMIT, () -> seen.get() != null);
        assertThat(seen.get()).isInstanceOf(EOFException.class);
    }

    @Test
    void sendsAPartOfAFile() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "GET /file HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            String all = readAll(socket);
            assertThat(all).startsWith("HTTP/1.1 206").contains("Content-Length: 1999999");
            assertThat(all.length() - all.indexOf("\r\n\r\n") - 4).isEqualTo(1_999_999);
        }
    }

    @Test
    void headHasTheLengthAndNoBody() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "HEAD /file HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            assertThat(readAll(socket)).contains("Content-Length: 1999999").endsWith("\r\n\r\n");
        }
    }

    @Test
    void tunnelsBothWaysAndEndsEachDirectionByItself() throws IOException {
        try (ServerSocket far = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = connect()) {
            send(socket, "CONNECT 127.0.0.1:" + far.getLocalPort() + " HTTP/1.1\r\nHost: h\r\n\r\n");
            try (Socket accepted = far.accept()) {
                String expected = "HTTP/1.1 200 Connection established\r\n\r\n";
                assertThat(new String(socket.getInputStream().readNBytes(expected.length()), StandardCharsets.US_ASCII))
                        .isEqualTo(expected);
                send(socket, "there");
                socket.shutdownOutput();
                assertThat(readAll(accepted)).isEqualTo("there");
                send(accepted, "and back");
                accepted.shutdownOutput();
                assertThat(readAll(socket)).isEqualTo("and back");
            }
        }
    }

    @Test
    void refusesToListenWhereSomebodyListens() {
        assertThatThrownBy(() -> transport.listen(
                        new EpollServerSocketChannel(),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        HttpTransport.Service.plain(this::answer)))
                .isInstanceOf(BindException.class);
    }

    @Test
    void refusesWhatIsNotHttp() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "\0\1\2 nonsense\r\n\r\n");
            assertThat(readAll(socket)).startsWith("HTTP/1.1 400");
        }
    }
}
