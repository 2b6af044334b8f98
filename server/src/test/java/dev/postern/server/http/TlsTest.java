package dev.postern.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.guest.tls.CertificateAuthority;
import dev.postern.guest.tls.ServerCertificate;
import dev.postern.guest.tls.ServerCertificates;
import dev.postern.testkit.Await;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsTest {
    private static final String HOST = "bucket.s3.amazonaws.com";
    private static final int FILE_BYTES = 5_000_000;

    @TempDir
    private Path directory;

    private final byte[] content = new byte[FILE_BYTES];
    private final AtomicReference<FileChannel> opened = new AtomicReference<>();
    private final AtomicReference<String> asked = new AtomicReference<>();
    private final EpollEventLoopGroup loops = new EpollEventLoopGroup(2);
    private final HttpTransport transport = new HttpTransport(loops);
    private Optional<Listener> listener = Optional.empty();
    private Optional<SSLContext> client = Optional.empty();

    @BeforeEach
    void listen() throws Exception {
        new Random(5).nextBytes(content);
        Files.write(directory.resolve("file"), content);
        CertificateAuthority authority = CertificateAuthority.open(directory.resolve("ca"), Instant.now());
        ServerCertificate certificate = new ServerCertificates(authority, Clock.systemUTC())
                .forHost(HOST)
                .orElseThrow();
        SslContext server = serverContext(certificate);
        listener = Optional.of(transport.listen(
                new EpollServerSocketChannel(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                HttpTransport.Service.plain(this::answer).with(HttpTransport.Security.EITHER, (host, local) -> {
                    asked.set(host.orElse("nothing"));
                    return server;
                })));
        client = Optional.of(clientContext(certificate));
    }

    private static SslContext serverContext(ServerCertificate certificate) throws SSLException {
        return SslContextBuilder.forServer(certificate.key(), certificate.chain())
                .build();
    }

    private static SSLContext clientContext(ServerCertificate certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", certificate.chain().getLast());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @AfterEach
    void close() {
        listener.ifPresent(Listener::close);
        transport.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private Answer answer(HttpRequest request, Peer peer) {
        if (request.path().equals("/secure")) {
            return Answer.of(HttpResponse.of(200, Headers.NONE, "secure: " + peer.secure()));
        }
        assertThat(peer.secure()).isTrue();
        try {
            if (request.method().equals("PUT")) {
                try (InputStream in = request.body().open()) {
                    return Answer.of(HttpResponse.of(200, Headers.NONE, "" + in.readAllBytes().length));
                }
            }
            opened.set(FileChannel.open(directory.resolve("file")));
            return Answer.of(
                    new HttpResponse(200, Headers.NONE, new HttpResponse.FileRange(opened.get(), 10, FILE_BYTES - 10)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SSLSocket connect() throws IOException {
        SSLSocket socket = (SSLSocket) client.orElseThrow()
                .getSocketFactory()
                .createSocket(
                        InetAddress.getLoopbackAddress(),
                        listener.orElseThrow().address().getPort());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(HOST)));
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static byte[] exchange(SSLSocket socket, String head, byte[] body) throws IOException {
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        socket.getOutputStream().flush();
        return socket.getInputStream().readAllBytes();
    }

    @Test
    void sendsFilesUnderTheCertificateOfTheNameThatWasAsked() throws Exception {
        try (SSLSocket socket = connect()) {
            byte[] all = exchange(socket, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", new byte[0]);
            assertThat(Arrays.copyOfRange(all, all.length - FILE_BYTES + 10, all.length))
                    .isEqualTo(Arrays.copyOfRange(content, 10, FILE_BYTES));
            assertThat(asked.get()).isEqualTo(HOST);
        }
        Await.until(
                "the file is closed",
                Duration.ofSeconds(60),
                () -> !opened.get().isOpen());
    }

    @Test
    void takesBodies() throws Exception {
        try (SSLSocket socket = connect()) {
            byte[] all = exchange(
                    socket,
                    "PUT / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + FILE_BYTES + "\r\n\r\n",
                    content);
            assertThat(new String(all, StandardCharsets.US_ASCII)).endsWith("\r\n\r\n" + FILE_BYTES);
        }
    }

    @Test
    void speaksAsTheClientBegins() throws Exception {
        byte[] get = "GET /secure HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (SSLSocket socket = connect()) {
            socket.getOutputStream().write(get);
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("secure: true");
        }
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(),
                listener.orElseThrow().address().getPort())) {
            socket.setSoTimeout(20_000);
            for (byte each : get) {
                socket.getOutputStream().write(each);
            }
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("secure: false");
        }
    }
}
