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
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConnectionTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir
    private Path directory;

    private final EpollEventLoopGroup loops = new EpollEventLoopGroup(2);
    private final HttpTransport transport = new HttpTransport(loops);
    private final AtomicReference<ThrowingHandler> handler = new AtomicReference<>((request, peer) -> echo(request));
    private final Listener listener;

    private interface ThrowingHandler {
        Answer handle(HttpRequest request, Peer peer) throws Exception;
    }

    ConnectionTest() throws BindException {
        listener = transport.listen(
                new EpollServerSocketChannel(),
                ANY_PORT,
                HttpTransport.Service.plain(this::handle).with(_ -> Optional.of(new EpollSocketChannel())));
    }

    private Answer handle(HttpRequest request, Peer peer) {
        try {
            return handler.get().handle(request, peer);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() {
        listener.close();
        transport.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static Answer echo(HttpRequest request) throws IOException {
        try (InputStream in = request.body().open()) {
            byte[] body = in.readAllBytes();
            return Answer.of(new HttpResponse(
                    200,
                    Headers.of("X-Method", request.method(), "X-Path", request.path(), "X-Query", request.query()),
                    new HttpResponse.Bytes(body)));
        }
    }

    private int port() {
        return listener.address().getPort();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout((int) LIMIT.toMillis());
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static String receiveAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static String receive(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    private static byte[] random(int size) {
        byte[] content = new byte[size];
        new Random(3).nextBytes(content);
        return content;
    }

    @Test
    void answersWithBodiesOfAnySizeOnOneConnection() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int size : new int[] {0, 1, 1000, 65_536, 65_537, 3_000_000}) {
                byte[] content = random(size);
                var response = client.send(
                        java.net.http.HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + port() + "/a%20b/c?x=1&y"))
                                .PUT(BodyPublishers.ofByteArray(content))
                                .build(),
                        BodyHandlers.ofByteArray());
                assertThat(response.body()).isEqualTo(content);
                assertThat(response.headers().firstValue("x-path")).contains("/a%20b/c");
                assertThat(response.headers().firstValue("x-query")).contains("x=1&y");
            }
        }
    }

    @Test
    void takesBodiesWithoutLength() throws Exception {
        byte[] content = random(700_000);
        try (HttpClient client = HttpClient.newHttpClient()) {
            var response = client.send(
                    java.net.http.HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/"))
                            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content)))
                            .build(),
                    BodyHandlers.ofByteArray());
            assertThat(response.body()).isEqualTo(content);
        }
    }

    @Test
    void answersPipelinedRequestsInTheirOrder() throws Exception {
        handler.set((request, peer) -> {
            return Answer.of(HttpResponse.of(200, Headers.NONE, request.path()));
        });
        try (Socket socket = connect()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                requests.append("GET /").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
            }
            send(socket, requests + "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            String all = receiveAll(socket);
            int at = -1;
            for (int i = 0; i < 50; i++) {
                int next = all.indexOf("\r\n\r\n/" + i + "HTTP", at);
                assertThat(next).isGreaterThan(at);
                at = next;
            }
            assertThat(all).endsWith("/last");
        }
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(directory.resolve("file"), content);
    }

    @Test
    void sendsRangesOfFilesAndClosesThem() throws Exception {
        byte[] content = random(5_000_000);
        Path path = file(content);
        AtomicReference<FileChannel> opened = new AtomicReference<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int length : new int[] {0, 10, 65_536, 65_537, 4_000_000}) {
                handler.set((request, peer) -> {
                    FileChannel channel = FileChannel.open(path);
                    opened.set(channel);
                    return Answer.of(
                            new HttpResponse(200, Headers.NONE, new HttpResponse.FileRange(channel, 1000, length)));
                });
                URI uri = URI.create("http://127.0.0.1:" + port() + "/");
                var response =
                        client.send(java.net.http.HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
                assertThat(response.body()).isEqualTo(Arrays.copyOfRange(content, 1000, 1000 + length));
                Await.until("the file is closed", LIMIT, () -> !opened.get().isOpen());
                var head = client.send(
                        java.net.http.HttpRequest.newBuilder(uri).HEAD().build(), BodyHandlers.ofByteArray());
                assertThat(head.headers().firstValueAsLong("content-length")).hasValue(length);
                assertThat(head.body()).isEmpty();
                Await.until("the file is closed", LIMIT, () -> !opened.get().isOpen());
            }
        }
    }

    @Test
    void closesTheFileWhenTheClientGoesAway() throws Exception {
        Path path = file(new byte[64 * 1024 * 1024]);
        AtomicReference<FileChannel> opened = new AtomicReference<>();
        handler.set((request, peer) -> {
            opened.set(FileChannel.open(path));
            return Answer.of(
                    new HttpResponse(200, Headers.NONE, new HttpResponse.FileRange(opened.get(), 0, 64 * 1024 * 1024)));
        });
        try (Socket socket = connect()) {
            send(socket, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(receive(socket, 15)).isEqualTo("HTTP/1.1 200 OK");
        }
        Await.until("the file is closed", LIMIT, () -> !opened.get().isOpen());
    }

    @Test
    void invitesTheBodyOnlyWhenItIsWanted() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(receive(socket, 25)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            send(socket, "abcGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(receiveAll(socket)).contains("\r\n\r\nabcHTTP/1.1 200 OK");
        }
        handler.set((request, peer) -> Answer.of(HttpResponse.of(403, Headers.NONE, "no")));
        try (Socket socket = connect()) {
            send(socket, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(receiveAll(socket)).startsWith("HTTP/1.1 403 Forbidden").contains("Connection: close");
        }
    }

    @Test
    void tellsTheReaderThatTheClientBrokeOff() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        handler.set((request, peer) -> {
            try (InputStream in = request.body().open()) {
                in.readAllBytes();
                failure.complete(new AssertionError("the whole body came"));
            } catch (IOException e) {
                failure.complete(e);
            }
            return Answer.of(HttpResponse.empty(200, Headers.NONE));
        });
        try (Socket socket = connect()) {
            send(socket, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nhalf");
        }
        assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(EOFException.class);
    }

    @Test
    void makesTheClientWaitForASlowReader() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        handler.set((request, peer) -> {
            read.await();
            return echo(request);
        });
        int size = 60_000_000;
        try (Socket socket = connect()) {
            socket.setSendBufferSize(64 * 1024);
            OutputStream out = socket.getOutputStream();
            send(socket, "PUT / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + size + "\r\n\r\n");
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                byte[] piece = new byte[100_000];
                try {
                    for (int sent = 0; sent < size; sent += piece.length) {
                        out.write(piece);
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThatThrownBy(() -> sending.get(500, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            read.countDown();
            sending.get(20, TimeUnit.SECONDS);
            assertThat(socket.getInputStream().readAllBytes().length).isGreaterThan(size);
        }
    }

    @Test
    void answersEvenIfTheBodyIsNotRead() throws Exception {
        handler.set((request, peer) -> Answer.of(HttpResponse.of(403, Headers.NONE, "no")));
        try (Socket socket = connect()) {
            send(socket, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n");
            socket.getOutputStream().write(new byte[200_000]);
            send(socket, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(receiveAll(socket)).matches("(?s)HTTP/1.1 403.*\r\n\r\nnoHTTP/1.1 403.*\r\n\r\nno");
        }
        try (Socket socket = connect()) {
            send(socket, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 20000000\r\n\r\n");
            for (int i = 0; i < 200; i++) {
                socket.getOutputStream().write(new byte[100_000]);
            }
            assertThat(receive(socket, 22)).isEqualTo("HTTP/1.1 403 Forbidden");
        }
    }

    @Test
    void refusesWhatIsNoRequest() throws Exception {
        for (String[] pair : new String[][] {
            {"nonsense\r\n\r\n", "HTTP/1.1 400"},
            {"GET /" + "x".repeat(40_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 414"},
            {"GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(70_000) + "\r\n\r\n", "HTTP/1.1 431"},
            {"GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400"},
        }) {
            try (Socket socket = connect()) {
                send(socket, pair[0]);
                assertThat(receive(socket, 12)).isEqualTo(pair[1]);
            }
        }
    }

    @Test
    void answersOldClientsAndClosesThen() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "GET / HTTP/1.0\r\n\r\n");
            assertThat(receiveAll(socket)).startsWith("HTTP/1.1 200 OK").contains("Connection: close");
        }
    }

    @Test
    void answersWhenTheHandlerFails() throws Exception {
        handler.set((request, peer) -> {
            throw new IllegalStateException("on purpose");
        });
        try (Socket socket = connect()) {
            send(socket, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(receive(socket, 12)).isEqualTo("HTTP/1.1 500");
        }
    }

    @Test
    void keepsHeadersThatNobodyMeantOut() throws Exception {
        handler.set((request, peer) -> Answer.of(HttpResponse.empty(
                200, Headers.of("x-amz-meta-a", "b\r\nset-cookie: c", "x-amz-meta-d:\r\nset-cookie", "e"))));
        try (Socket socket = connect()) {
            send(socket, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(receiveAll(socket))
                    .contains("x-amz-meta-a: b  set-cookie: c\r\n")
                    .doesNotContain("\nset-cookie");
        }
    }

    @Test
    void knowsItsPeer() throws Exception {
        handler.set((request, peer) -> Answer.of(HttpResponse.of(200, Headers.NONE, peer.toString())));
        try (Socket socket = connect()) {
            send(socket, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(receiveAll(socket))
                    .contains("local=127.0.0.1, localPort=" + port() + ", remote=127.0.0.1, remotePort="
                            + socket.getLocalPort() + ", secure=false");
        }
    }

    @Test
    void setsTheHopLimitOfAnAnswer() throws Exception {
        handler.set(
                (request, peer) -> new Answer(HttpResponse.of(200, Headers.NONE, "x"), java.util.OptionalInt.of(1)));
        try (Socket socket = connect()) {
            send(socket, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(receiveAll(socket)).endsWith("x"); // loopback is no hop
        }
    }

    @Test
    void tunnelsBothWaysAndPassesOnTheEnd() throws Exception {
        byte[] content = random(3_000_000);
        try (ServerSocket server = new ServerSocket(0);
                Socket socket = connect()) {
            CompletableFuture<byte[]> echoed = CompletableFuture.supplyAsync(() -> {
                try (Socket accepted = server.accept()) {
                    byte[] all = accepted.getInputStream().readAllBytes();
                    accepted.getOutputStream().write(all);
                    return all;
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            send(socket, "CONNECT 127.0.0.1:" + server.getLocalPort() + " HTTP/1.1\r\nHost: a\r\n\r\n");
            String established = "HTTP/1.1 200 Connection established\r\n\r\n";
            assertThat(receive(socket, established.length())).isEqualTo(established);
            socket.getOutputStream().write(content);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(content);
            assertThat(echoed.get(20, TimeUnit.SECONDS)).isEqualTo(content);
        }
    }

    @Test
    void saysWhyThereIsNoTunnel() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "CONNECT name.example:22 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(receiveAll(socket)).startsWith("HTTP/1.1 400 ").contains("name.example:22");
        }
        int closed;
        try (ServerSocket server = new ServerSocket(0)) {
            closed = server.getLocalPort();
        }
        try (Socket socket = connect()) {
            send(socket, "CONNECT 127.0.0.1:" + closed + " HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(receiveAll(socket)).startsWith("HTTP/1.1 502 ").contains("refused");
        }
    }

    @Test
    void letsRunningRequestsEndWhenItCloses() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        handler.set((request, peer) -> {
            running.countDown();
            closing.await();
            return Answer.of(HttpResponse.of(200, Headers.NONE, "done"));
        });
        try (Socket idle = connect();
                Socket busy = connect()) {
            send(busy, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            running.await();
            CompletableFuture<Void> closed = CompletableFuture.runAsync(transport::close);
            assertThat(receiveAll(idle)).isEmpty();
            closing.countDown();
            assertThat(receiveAll(busy)).endsWith("done");
            closed.get(20, TimeUnit.SECONDS);
        }
    }
}
