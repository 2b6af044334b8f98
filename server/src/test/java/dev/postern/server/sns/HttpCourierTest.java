package dev.postern.server.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.Snapshot;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.net.Cidr;
import dev.postern.network.InternetPolicy;
import dev.postern.network.Outside;
import dev.postern.server.Nowhere;
import dev.postern.server.network.Names;
import dev.postern.server.network.PublicSide;
import dev.postern.server.outside.Beyond;
import dev.postern.services.sns.Parcel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever may subscribe chooses where this machine posts to: it goes where instances get to, and never to this machine. */
final class HttpCourierTest {
    private final Nowhere places = new Nowhere();
    private ServerSocketChannel host;
    private int port;

    @BeforeEach
    void somebodyListensOnTheHost() throws IOException {
        host = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        port = host.socket().getLocalPort();
    }

    @AfterEach
    void end() throws IOException {
        host.close();
    }

    private int deliver(Outside outside, String url) throws Exception {
        SSLContext tls = SSLContext.getDefault();
        return new HttpCourier(
                        places,
                        new PublicSide(places, new Names(() -> Snapshot.EMPTY, () -> TargetHealth.NONE)),
                        Beyond.where(outside, () -> Snapshot.EMPTY),
                        () -> tls)
                .deliver(new Parcel(url, Map.of("x-amz-sns-message-type", "Notification"), "hello"));
    }

    private void refused(Outside outside, List<String> urls) throws IOException {
        for (String url : urls) {
            assertThatThrownBy(() -> deliver(outside, url)).as(url).isInstanceOf(IOException.class);
        }
        host.configureBlocking(false);
        assertThat(host.accept()).isNull();
    }

    private List<String> ofThisMachine() {
        return List.of(
                "http://127.0.0.1:" + port + "/",
                "https://127.0.0.1:" + port + "/",
                "http://127.1.2.3:" + port + "/",
                "http://0.0.0.0:" + port + "/",
                "http://localhost:" + port + "/",
                "http://[::1]:" + port + "/",
                "http://[::ffff:127.0.0.1]:" + port + "/",
                "http://10.0.0.1/",
                "http://192.168.0.1/",
                "http://169.254.169.254/latest/meta-data/");
    }

    @Test
    void nothingButPublicAddressesOfTheCloudWhereTheInternetIsClosed() throws IOException {
        List<String> urls = new ArrayList<>(ofThisMachine());
        urls.addAll(List.of("http://8.8.4.4/", "http://www.example.com/", "http://[2600::1]/"));
        refused(Outside.CLOSED, urls);
    }

    @Test
    void nothingOfThisMachineWhereItIsOpen() throws IOException {
        refused(Outside.Open.PLAIN, ofThisMachine());
    }

    /** What is not made here of AWS's is not looked for outside either: the addressee would be the real one. */
    @Test
    void nobodyOutsideIsAskedForNamesOfAws() {
        for (String host : List.of("nothing.us-east-1.amazonaws.com", "x.api.aws", "ip-10-9-9-9.ec2.internal")) {
            assertThatThrownBy(() -> deliver(Outside.Open.PLAIN, "http://" + host + "/"))
                    .hasMessage("nobody knows " + host);
        }
    }

    @Test
    void whatWasAllowedByName() throws Exception {
        Thread answering = Thread.ofVirtual().start(() -> {
            try (Socket asked = host.accept().socket()) {
                StringBuilder request = new StringBuilder();
                while (!request.toString().endsWith("hello")) {
                    request.append((char) asked.getInputStream().readNBytes(1)[0]);
                }
                asked.getOutputStream().write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        Outside open = new Outside.Open(InternetPolicy.of(List.of(Cidr.of("127.0.0.1/32")), Set.of()));
        assertThat(deliver(open, "http://127.0.0.1:" + port + "/in")).isEqualTo(204);
        answering.join();
    }
}
