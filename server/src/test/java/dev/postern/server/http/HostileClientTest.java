package dev.postern.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Await;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients do who mean harm: requests that hide others, requests that never end, connections without number. */
@Tag("hostile")
final class HostileClientTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int CONNECTIONS = 16;
    private static final Limits LIMITS = new Limits(
            4096,
            8192,
            64,
            Duration.ofMillis(300),
            1_000_000,
            Duration.ofMillis(400),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            4 * CONNECTIONS,
            CONNECTIONS,
            CONNECTIONS,
            4);

    private final EpollEventLoopGroup loops = new EpollEventLoopGroup(2);
    private final HttpTransport transport = new HttpTransport(loops, LIMITS);
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch work = new CountDownLatch(1);
    private final Listener listener;

    HostileClientTest() throws BindException {
        listener = transport.listen(
                new EpollServerSocketChannel(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                HttpTransport.Service.plain(this::answer).with(_ -> Optional.of(new EpollSocketChannel())));
    }

    private Answer answer(HttpRequest request, Peer peer) {
        requests.incrementAndGet();
        try (InputStream in = request.body().open()) {
            if (request.path().equals("/slow")) {
                work.await();
            }
            int length = in.readAllBytes().length;
            return Answer.of(HttpResponse.of(200, Headers.NONE, request.host() + request.path() + length));
        } catch (IOException | InterruptedException e) {
            return Answer.of(HttpResponse.of(500, Headers.NONE, "broken off"));
        }
    }

    @AfterEach
    void close() {
        work.countDown();
        listener.close();
        transport.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), listener.address().getPort());
        socket.setSoTimeout((int) LIMIT.toMillis());
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** All that comes until the server closes its side. */
    private String exchange(String text) throws IOException {
        try (Socket socket = connect()) {
            send(socket, text);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 5",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Transfer-Encoding:\u000bchunked",
                "Transfer-Encoding:\r\n chunked",
                "Transfer-Encoding : chunked",
                " Transfer-Encoding: chunked",
                "X: y\r\n\tTransfer-Encoding: chunked",
                "X: y\nTransfer-Encoding: chunked",
                "X: y\rTransfer-Encoding: chunked",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 5\r\nContent-Length: 5",
                "Content-Length: 5, 5",
                "Content-Length: +5",
                "Content-Length: -5",
                "Content-Length: 0x5",
                "Content-Length: 5 5",
                "Content-Length: ",
                "Content-Length: 99999999999999999999",
                "Content-Length : 5",
                "Content-Length\r\n: 5",
                "Sec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2",
                "Host: b",
                "Bad Name: x",
                "Null: \0",
                "No colon"
            })
    void refusesAHeadThatTwoReadersReadInTwoWays(String fields) throws IOException {
        String answer = exchange("POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n0\r\n\r\n" + HIDDEN);
        assertThat(answer)
                .startsWith("HTTP/1.1 400 ")
                .containsOnlyOnce("HTTP/1.1 ")
                .contains("Connection: close");
        assertThat(requests).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "identity",
                "gzip",
                "xchunked",
                "chunked x",
                "chunked, identity",
                "identity, chunked",
                "chunked;x=1",
                "\"chunked\""
            })
    void refusesTransferCodingsThatThereAreNot(String coding) throws IOException {
        String answer = exchange("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: " + coding + "\r\n\r\n" + HIDDEN);
        assertThat(answer)
                .matches("(?s)HTTP/1.1 (400|501) .*")
                .containsOnlyOnce("HTTP/1.1 ")
                .contains("Connection: close");
        assertThat(requests).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: user@a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET path HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http://user@b/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET ftp://b/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /\rx HTTP/1.1\r\nHost: a\r\n\r\n",
                "G<T / HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "CONNECT 198.19.0.1:22 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000 is TLS\r\n\r\n"
            })
    void refusesWhatIsNotARequest(String text) throws IOException {
        assertThat(exchange(text + HIDDEN)).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1 ");
        assertThat(requests).hasValue(0);
    }

    @Test
    void refusesAnotherVersionAndOtherExpectations() throws IOException {
        assertThat(exchange("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).startsWith("HTTP/1.1 505 ");
        assertThat(exchange("GET / HTTP/1.1\r\nHost: a\r\nExpect: magic\r\n\r\n"))
                .startsWith("HTTP/1.1 417 ");
        assertThat(requests).hasValue(0);
    }

    @Test
    void goesByTheHostOfAUrlNotByTheHostField() throws IOException {
        assertThat(exchange("GET http://b:80/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .endsWith("b/x0");
    }

    @Test
    void refusesHeadsThatAreTooLarge() throws IOException {
        String head = "GET / HTTP/1.1\r\nHost: a\r\n";
        assertThat(exchange(head + "a: b\r\n".repeat(LIMITS.fields()) + "\r\n")).startsWith("HTTP/1.1 431 ");
        assertThat(exchange(head + "a: " + "b".repeat(LIMITS.headBytes()) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(exchange("GET /" + "b".repeat(LIMITS.lineBytes()) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 414 ");
        assertThat(requests).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1;%s\r\nx\r\n", "1\r\nx", "1\nx\r\n", "g\r\n", "-1\r\n", "7fffffffff\r\n", ";x\r\n"})
    void endsWithBadChunks(String chunk) throws IOException {
        String body = chunk.formatted("e".repeat(5000)) + "0\r\n\r\n";
        String answer = exchange("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body + HIDDEN);
        assertThat(answer)
                .startsWith("HTTP/1.1 4")
                .containsOnlyOnce("HTTP/1.1 ")
                .doesNotContain("hidden");
    }

    @Test
    void endsWithChunksOfNextToNothing() throws IOException {
        String chunk = "1;" + "e".repeat(2000) + "\r\nx\r\n";
        try (Socket socket = connect()) {
            send(socket, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            send(socket, chunk.repeat(200) + "0\r\n\r\n");
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 400 ");
        } catch (SocketException e) {
            assertThat(e).hasMessageMatching(".*(reset|[Bb]roken pipe).*"); // it sends on, the server does not listen
        }
    }

    @Test
    void answersManyPipelinedRequestsWithoutReadingAhead() throws IOException {
        int count = 3000;
        try (Socket socket = connect()) {
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    send(socket, "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(count));
                    send(socket, "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(all).endsWith("a/last0");
            assertThat(requests).hasValue(count + 1);
            assertThat(sender.isAlive()).isFalse();
        }
    }

    @Test
    void answersWhatWasAskedBeforeTheClientEndedItsSide() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /half");
            socket.shutdownOutput();
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(all).contains("a/10", "a/20");
            assertThat(requests).hasValue(2);
        }
    }

    @Test
    void boundsTunnels() throws IOException {
        List<Socket> open = new ArrayList<>();
        try (ServerSocket target = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String connect = "CONNECT 127.0.0.1:" + target.getLocalPort() + " HTTP/1.1\r\nHost: a\r\n\r\n";
            for (int i = 0; i < LIMITS.tunnels(); i++) {
                Socket socket = connect();
                open.add(socket);
                send(socket, connect);
                assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1))
                        .isEqualTo("HTTP/1.1 200");
            }
            assertThat(exchange(connect)).startsWith("HTTP/1.1 503 ");
            for (int i = 0; i < LIMITS.tunnels(); i++) {
                target.accept().close();
                open.get(i).close();
            }
            Await.until("another one may begin", LIMIT, () -> {
                try (Socket socket = connect()) {
                    send(socket, connect);
                    return new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1)
                            .equals("HTTP/1.1 200");
                } catch (IOException e) {
                    return false;
                }
            });
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void cutsAHeadThatDrips() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "GET / HTTP/1.1\r\nHost: a\r\n");
            long start = System.nanoTime();
            socket.setSoTimeout(50); // a drop now and then
            int n = 0;
            int read = 0;
            while (read >= 0) {
                assertThat(System.nanoTime() - start).isLessThan(LIMIT.toNanos());
                try {
                    send(socket, "X-" + n++ + ": y\r\n");
                    read = socket.getInputStream().read();
                } catch (java.net.SocketTimeoutException e) {
                    read = 0;
                } catch (SocketException e) {
                    read = -1;
                }
            }
            assertThat(requests).hasValue(0);
        }
    }

    @Test
    void cutsABodyThatDrips() throws IOException {
        for (String framing :
                List.of("Content-Length: 1000", "Content-Length: 1000000", "Transfer-Encoding: chunked")) {
            try (Socket socket = connect()) {
                send(socket, "POST / HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n\r\n");
                assertThat(socket.getInputStream().readAllBytes()).isEmpty();
            }
        }
    }

    @Test
    void letsOnlyIdleConnectionsGoForNewOnes() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try (Socket busy = connect()) {
            send(busy, "GET /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            Await.until("the request is being worked on", LIMIT, () -> requests.get() == 1);
            for (int i = 0; i < 10 * CONNECTIONS; i++) {
                idle.add(connect());
            }
            // A call among the flood may be let go before it is read; behind it, it is answered.
            Await.until("a new call is answered", LIMIT, () -> {
                try {
                    return exchange("GET /new HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                            .endsWith("a/new0");
                } catch (IOException e) {
                    return false;
                }
            });
            assertThat(idle.getFirst().getInputStream().read())
                    .as("the oldest has ended")
                    .isEqualTo(-1);
            work.countDown();
            assertThat(new String(busy.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .endsWith("a/slow0");
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }
}
