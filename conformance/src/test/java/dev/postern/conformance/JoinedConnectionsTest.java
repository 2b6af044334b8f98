package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a balancer changes on the way: targets are told who connects by the PROXY protocol, of its own and by PrivateLink, and TLS ends at a
 * listener. Real programs at both ends: a recorder of bytes, nginx, curl and openssl.
 */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JoinedConnectionsTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    /** Answers with who connected, and with the first bytes that came. */
    private static final String RECORDER = """
            import socket, threading
            def serve(c, peer):
                data = b''
                while not data.endswith(b'hello'):
                    more = c.recv(4096)
                    if not more: return c.close()
                    data += more
                c.sendall(('%s %d %s' % (peer[0], peer[1], data.hex())).encode())
                c.close()
            s = socket.create_server(('', 9000))
            while True:
                threading.Thread(target=serve, args=s.accept(), daemon=True).start()
            """;

    /** Says hello, and prints its own address and what it hears. */
    private static final String CALLER = """
            import socket, sys
            s = socket.create_connection((sys.argv[1], int(sys.argv[2])), 10)
            s.sendall(b'hello')
            print('%s %d' % s.getsockname()[:2], s.makefile().read())
            """;

    /** Says how a connection ends on which nothing is said. */
    private static final String WAITER = """
            import socket, sys
            s = socket.create_connection((sys.argv[1], int(sys.argv[2])), 10)
            s.settimeout(None)
            print('connected', flush=True)
            try:
                print('ended' if s.recv(1) == b'' else 'answered', flush=True)
            except ConnectionResetError:
                print('reset', flush=True)
            """;

    private static final String NGINX = """
            pid /tmp/nginx.pid; error_log /tmp/nginx.error;
            events {}
            http {
              log_format told '$proxy_protocol_addr $proxy_protocol_port $remote_addr';
              access_log /tmp/nginx.access told;
              client_body_temp_path /tmp/n1; proxy_temp_path /tmp/n2; fastcgi_temp_path /tmp/n3;
              uwsgi_temp_path /tmp/n4; scgi_temp_path /tmp/n5;
              server { listen 8080 proxy_protocol; location / { return 200 "told\\n"; } }
              server { listen 8081; location / { return 200 "plain\\n"; } }
              server {
                listen 8443 ssl proxy_protocol;
                ssl_certificate /tmp/nginx.pem; ssl_certificate_key /tmp/nginx.key;
                location / { return 200 "told $proxy_protocol_addr\\n"; }
              }
            }
            """;

    private Path directory = Path.of("");
    private TestingCloud cloud;
    private SmallNetwork network;
    private String target;
    private String client;
    private String balancer;
    private String name;
    private String node;

    @BeforeAll
    void start(@TempDir Path host) throws IOException {
        directory = host;
        cloud = TestingCloud.start(host.resolve("host"));
        network = SmallNetwork.make(cloud.root());
        target = network.instances().getFirst();
        client = network.instances().getLast();
        write(target, "/tmp/recorder.py", RECORDER);
        write(target, "/tmp/nginx.conf", NGINX);
        shell(target, "setsid python3 /tmp/recorder.py >/tmp/recorder.log 2>&1 </dev/null &");
        shell(
                target,
                "openssl req -x509 -nodes -days 2 -subj /CN=nginx -newkey rsa:2048 -keyout /tmp/nginx.key"
                        + " -out /tmp/nginx.pem 2>/dev/null && nginx -c /tmp/nginx.conf");
        write(client, "/tmp/caller.py", CALLER);
        JsonNode made = aws(
                "elbv2 create-load-balancer --name web --type network --scheme internal --subnets " + network.subnet());
        balancer = made.at("/LoadBalancers/0/LoadBalancerArn").asText();
        name = made.at("/LoadBalancers/0/DNSName").asText();
        cli("elbv2 wait load-balancer-available --load-balancer-arns " + balancer);
        node = cloud.root().ec2().describeNetworkInterfaces().networkInterfaces().stream()
                .filter(eni -> eni.interfaceTypeAsString().equals("network_load_balancer"))
                .findFirst()
                .orElseThrow()
                .privateIpAddress();
    }

    @AfterAll
    void stop() throws IOException {
        if (cloud != null) {
            cloud.close();
        }
    }

    @Test
    void tellsATargetWhoConnectsAndKeepsHimOrNot() {
        String group = group("told", "TCP", 9000);
        listen("TCP", 81, group, "");
        set(group, "proxy_protocol_v2.enabled=true");
        Call kept = call(client, name, 81, SIGNATURE);
        assertThat(kept.peer()).isEqualTo(SmallNetwork.address(1) + " " + kept.port());
        assertThat(kept.heard()).isEqualTo(header(SmallNetwork.address(1), kept.port(), node, 81, "") + hex("hello"));

        set(group, "preserve_client_ip.enabled=false");
        Await.until(
                "the target does not see who connects",
                SOON,
                () -> call(client, name, 81, SIGNATURE).peer().startsWith(node + " "));
        Call hidden = call(client, name, 81, SIGNATURE);
        assertThat(hidden.heard())
                .isEqualTo(header(SmallNetwork.address(1), hidden.port(), node, 81, "") + hex("hello"));

        set(group, "proxy_protocol_v2.enabled=false");
        Await.until(
                "it is not told any more",
                SOON,
                () -> call(client, name, 81, "").heard().equals(hex("hello")));
    }

    @Test
    void tellsAProviderByWhichEndpointItsConsumerComes() {
        String recorded = group("recorded", "TCP", 9000);
        String logged = group("logged", "TCP", 8080);
        set(recorded, "proxy_protocol_v2.enabled=true");
        set(logged, "proxy_protocol_v2.enabled=true");
        listen("TCP", 82, recorded, "");
        listen("TCP", 80, logged, "");
        String service = aws("ec2 create-vpc-endpoint-service-configuration --no-acceptance-required"
                        + " --network-load-balancer-arns " + balancer)
                .at("/ServiceConfiguration/ServiceName")
                .asText();
        SmallNetwork.Consumer consumer = SmallNetwork.consumer(cloud.root(), service);
        write(consumer.instance(), "/tmp/caller.py", CALLER);

        Call call = call(consumer.instance(), consumer.name(), 82, SIGNATURE);
        assertThat(call.peer()).as("PrivateLink keeps nobody").startsWith(node + " ");
        String told = "ea" + "%04x".formatted(1 + consumer.endpoint().length()) + "01" + hex(consumer.endpoint());
        assertThat(call.heard()).isEqualTo(header(consumer.address(), call.port(), node, 82, told) + hex("hello"));

        Await.until(
                "nginx understands it",
                SOON,
                () -> shell(consumer.instance(), "curl -sS -m 5 http://" + consumer.name() + "/")
                        .equals("told"));
        assertThat(shell(target, "cat /tmp/nginx.access").lines())
                .anySatisfy(line ->
                        assertThat(line).startsWith(consumer.address() + " ").endsWith(" " + node));
    }

    @Test
    void endsTlsWithTheCertificateThatIsAskedForAndByItsPolicy() {
        String shop = certificate("shop.example.test", "ec -pkeyopt ec_paramgen_curve:P-256");
        String market = certificate("*.market.example.test", "rsa:2048");
        String group = group("plain", "TCP", 8081);
        String listener = aws("elbv2 create-listener --load-balancer-arn " + balancer + " --protocol TLS --port 443"
                        + " --certificates CertificateArn=" + shop + " --default-actions Type=forward,TargetGroupArn="
                        + group)
                .at("/Listeners/0/ListenerArn")
                .asText();
        Await.until(
                "TLS ends at the balancer",
                SOON,
                () -> fetch("shop.example.test", "shop.example.test", "").equals("plain"));
        assertThat(fetch("a.market.example.test", "market.example.test", ""))
                .as("without its certificate")
                .isEmpty();
        cli("elbv2 add-listener-certificates --listener-arn " + listener + " --certificates CertificateArn=" + market);
        Await.until(
                "another name has its own",
                SOON,
                () -> fetch("a.market.example.test", "market.example.test", "").equals("plain"));
        assertThat(fetch("shop.example.test", "shop.example.test", "--tls-max 1.2"))
                .isEqualTo("plain");

        cli("elbv2 modify-listener --listener-arn " + listener
                + " --ssl-policy ELBSecurityPolicy-TLS13-1-3-2021-06 --alpn-policy HTTP2Preferred");
        Await.until(
                "TLS 1.2 is refused",
                SOON,
                () -> fetch("shop.example.test", "shop.example.test", "--tls-max 1.2")
                        .isEmpty());
        assertThat(fetch("shop.example.test", "shop.example.test", "--http1.1")).isEqualTo("plain");
        assertThat(shell(
                        client,
                        "openssl s_client -alpn http/1.1,h2 -servername shop.example.test -connect " + name
                                + ":443 </dev/null 2>&1"))
                .contains("ALPN protocol: h2");
    }

    @Test
    void speaksTlsToTargetsAndTellsThemBefore() {
        String shop = certificate("deep.example.test", "rsa:2048");
        String group = group("deep", "TLS", 8443);
        set(group, "proxy_protocol_v2.enabled=true");
        listen("TLS", 444, group, " --certificates CertificateArn=" + shop);
        Await.until(
                "nginx answers by TLS, told who asks",
                SOON,
                () -> shell(
                                client,
                                "curl -sS -m 5 --cacert /tmp/deep.example.test.pem --connect-to ::" + name
                                        + ":444 https://deep.example.test:444/")
                        .equals("told " + SmallNetwork.address(1)));
    }

    private String fetch(String host, String file, String options) {
        return shell(
                client,
                "curl -sS -m 20 --cacert /tmp/" + file + ".pem --connect-to ::" + name + ":443 " + options + " https://"
                        + host + "/");
    }

    /** Imports a certificate that is its own root, which the client has. */
    private String certificate(String host, String key) {
        String file = directory.resolve(host.replace("*.", "")).toString();
        Finished.run(
                        Map.of(),
                        directory,
                        ("openssl req -x509 -nodes -days 2 -subj /CN=test -addext subjectAltName=DNS:" + host
                                        + " -newkey " + key + " -keyout " + file + ".key -out " + file + ".pem")
                                .split(" ", -1))
                .succeeded();
        try {
            write(client, "/tmp/" + host.replace("*.", "") + ".pem", Files.readString(Path.of(file + ".pem")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return aws("acm import-certificate --certificate fileb://" + file + ".pem --private-key fileb://" + file
                        + ".key")
                .path("CertificateArn")
                .asText();
    }

    @Test
    void resetsWhatItHasJoinedWithATargetThatIsTakenOut() {
        String group = group("leaving", "TCP", 9000);
        set(group, "proxy_protocol_v2.enabled=true");
        set(group, "deregistration_delay.timeout_seconds=0");
        set(group, "deregistration_delay.connection_termination.enabled=true");
        listen("TCP", 83, group, "");
        call(client, name, 83, SIGNATURE);
        write(client, "/tmp/waiter.py", WAITER);
        shell(client, "setsid python3 /tmp/waiter.py " + name + " 83 >/tmp/waited 2>&1 </dev/null &");
        Await.until(
                "it is connected", SOON, () -> shell(client, "cat /tmp/waited").equals("connected"));
        cli("elbv2 deregister-targets --target-group-arn " + group + " --targets Id=" + target);
        Await.until("it is reset", SOON, () -> shell(client, "cat /tmp/waited").endsWith("reset"));
    }

    /** What somebody who called heard. */
    private record Call(String address, int port, String peer, String heard) {}

    private Call call(String from, String host, int port, String begins) {
        Call[] found = new Call[1];
        Await.until("the target answers", SOON, () -> {
            String[] words =
                    shell(from, "python3 /tmp/caller.py " + host + " " + port).split(" ", -1);
            if (words.length == 5 && words[4].startsWith(begins)) {
                found[0] = new Call(words[0], Integer.parseInt(words[1]), words[2] + " " + words[3], words[4]);
            }
            return found[0] != null;
        });
        return found[0];
    }

    /** Version 2, command PROXY, TCP over IPv4. */
    private static String header(String client, int port, String node, int asked, String more) {
        return SIGNATURE + "2111" + "%04x".formatted(12 + more.length() / 2) + address(client) + address(node)
                + "%04x%04x".formatted(port, asked) + more;
    }

    private static String address(String dotted) {
        return Stream.of(dotted.split("\\.", -1))
                .map(part -> "%02x".formatted(Integer.parseInt(part)))
                .reduce("", String::concat);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String group(String called, String protocol, int port) {
        String group = aws("elbv2 create-target-group --name " + called + " --protocol " + protocol + " --port " + port
                        + " --vpc-id " + network.vpc() + "")
                .at("/TargetGroups/0/TargetGroupArn")
                .asText();
        cli("elbv2 register-targets --target-group-arn " + group + " --targets Id=" + target);
        return group;
    }

    private void listen(String protocol, int port, String group, String more) {
        cli("elbv2 create-listener --load-balancer-arn " + balancer + " --protocol " + protocol + " --port " + port
                + " --default-actions Type=forward,TargetGroupArn=" + group + more);
    }

    private void set(String group, String attribute) {
        cli("elbv2 modify-target-group-attributes --target-group-arn " + group + " --attributes Key="
                + attribute.replace("=", ",Value="));
    }

    private void write(String instance, String file, String content) {
        cloud.write(instance, directory, file, content);
    }

    private String shell(String instance, String script) {
        return cloud.shell(instance, directory, script);
    }

    private JsonNode aws(String words) {
        return cloud.root().aws(directory, words);
    }

    private String cli(String words) {
        return cloud.root().cli("aws", directory, words.split(" ", -1)).succeeded();
    }
}
