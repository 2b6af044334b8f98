package dev.postern.server.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.postern.guest.tls.CertificateAuthority;
import dev.postern.guest.tls.ServerCertificate;
import dev.postern.guest.tls.ServerCertificates;
import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.HealthCheck;
import dev.postern.model.elbv2.Listener;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.TargetGroup.Registration;
import dev.postern.model.elbv2.TargetGroup.Target;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.elbv2.TargetHealth.Finding;
import dev.postern.model.elbv2.TargetHealth.State;
import dev.postern.model.elbv2.Transport;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets on loopback are asked for real. */
class HealthCheckerTest {
    private static final Scope SCOPE = new Scope(new AccountId("111122223333"), Region.US_EAST_1);
    private static final VpcId VPC = new VpcId("vpc-00000000000000001");
    private static final NetworkInterfaceId NODE = new NetworkInterfaceId("eni-00000000000000001");
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final AtomicReference<TargetHealth> found = new AtomicReference<>(TargetHealth.NONE);
    private final HealthChecker checker = new HealthChecker(_ -> new Here(), Clock.systemUTC(), found::set);

    @AfterEach
    void close() {
        checker.close();
    }

    private static HealthCheck check(HealthCheck.Probe probe, int healthy, int unhealthy) {
        boolean http = probe != HealthCheck.Probe.TCP;
        return new HealthCheck(
                probe,
                Optional.empty(),
                http ? Optional.of("/health") : Optional.empty(),
                http ? Optional.of("200-299") : Optional.empty(),
                1,
                1,
                healthy,
                unhealthy);
    }

    private static TargetGroup group(HealthCheck check, int port) {
        return group(check, Family.IPV4, "127.0.0.1", port);
    }

    private static TargetGroup group(HealthCheck check, Family family, String address, int port) {
        return new TargetGroup(
                SCOPE,
                "targets",
                "0123456789abcdef",
                Transport.TCP,
                80,
                VPC,
                TargetGroup.TargetType.IP,
                family,
                check,
                new TreeMap<>(),
                List.of(new Registration(new Target(address, port), Optional.empty(), THEN, Optional.empty())),
                Tags.NONE);
    }

    private static Snapshot cloud(TargetGroup group) {
        SubnetId subnet = new SubnetId("subnet-00000000000000001");
        LoadBalancer balancer = new LoadBalancer(
                SCOPE,
                "web",
                "0123456789abcdef",
                LoadBalancer.Type.NETWORK,
                VPC,
                LoadBalancer.Scheme.INTERNAL,
                LoadBalancer.IpAddressType.IPV4,
                LoadBalancer.State.ACTIVE,
                THEN,
                false,
                List.of(),
                false,
                List.of(new LoadBalancer.Node(subnet, "us-east-1a", NODE, Optional.empty(), false, false)),
                new TreeMap<>(),
                THEN,
                Tags.NONE);
        NetworkInterface eni = new NetworkInterface(
                SCOPE,
                NODE,
                VPC,
                subnet,
                Mac.local("0000000001"),
                List.of(Ip.of("127.0.0.1")),
                Optional.empty(),
                List.of(),
                false,
                "",
                new NetworkInterface.OfLoadBalancer(balancer.key(), THEN),
                Tags.NONE);
        Listener listener = new Listener(
                SCOPE,
                balancer.key(),
                "0123456789abcdef",
                Transport.TCP,
                80,
                List.of(new Listener.Forward(group.key(), 1)),
                Optional.empty(),
                Optional.empty(),
                Tags.NONE);
        return Snapshot.EMPTY.apply(
                1,
                Change.builder()
                        .put(balancer)
                        .put(eni.withIpv6Ips(List.of(Ip.of("::1"))))
                        .put(listener)
                        .put(group)
                        .build());
    }

    private Optional<Boolean> finding(TargetGroup group) {
        return found.get().of(group, group.registrations().getFirst().target()).map(Finding::healthy);
    }

    @Test
    void opensAConnection() throws IOException {
        TargetGroup group;
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            group = group(check(HealthCheck.Probe.TCP, 2, 2), server.getLocalPort());
            checker.follow(cloud(group));
            Await.until(
                    "the target is healthy",
                    Duration.ofSeconds(20),
                    () -> finding(group).equals(Optional.of(true)));
        }
        Await.until(
                "it is not any more",
                Duration.ofSeconds(20),
                () -> finding(group).equals(Optional.of(false)));
        checker.follow(Snapshot.EMPTY.apply(1, Change.NONE));
        Await.until("nobody asks", Duration.ofSeconds(60), () -> finding(group).isEmpty());
    }

    @Test
    void whoIsUnwellDrainsForAsLongAsTheGroupSays() throws IOException {
        List<State> states = new CopyOnWriteArrayList<>();
        try (HealthChecker watching = new HealthChecker(
                _ -> new Here(),
                Clock.systemUTC(),
                all -> all.found().values().forEach(finding -> states.add(finding.state())))) {
            try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
                TreeMap<String, String> attributes = new TreeMap<>(Map.of(
                        "target_health_state.unhealthy.connection_termination.enabled",
                        "false",
                        "target_health_state.unhealthy.draining_interval_seconds",
                        "1"));
                watching.follow(cloud(group(check(HealthCheck.Probe.TCP, 2, 2), server.getLocalPort())
                        .withAttributes(attributes)));
                Await.until("the target is healthy", Duration.ofSeconds(60), () -> states.size() == 1);
            }
            Await.until("it has drained", Duration.ofSeconds(60), () -> states.size() == 3);
        }
        assertThat(states).containsExactly(State.HEALTHY, State.DRAINING, State.UNHEALTHY);
    }

    @Test
    void asksByHttpAndLooksAtTheStatus() throws IOException {
        looksAtTheStatus(HealthCheck.Probe.HTTP, HttpServer.create(ANY_PORT, 0));
    }

    @Test
    void asksByHttpsWhoeverHasSignedTheCertificate(@TempDir Path directory) throws Exception {
        HttpsServer server = HttpsServer.create(ANY_PORT, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(directory)));
        looksAtTheStatus(HealthCheck.Probe.HTTPS, server);
    }

    private static SSLContext context(Path directory) throws Exception {
        ServerCertificate certificate = new ServerCertificates(
                        CertificateAuthority.open(directory, Instant.now()), Clock.systemUTC())
                .forHost("bucket.s3.amazonaws.com")
                .orElseThrow();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "server", certificate.key(), new char[0], certificate.chain().toArray(new Certificate[0]));
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private void looksAtTheStatus(HealthCheck.Probe probe, HttpServer server) {
        AtomicInteger status = new AtomicInteger(204);
        server.createContext("/health", exchange -> {
            boolean asksAsAws =
                    exchange.getRequestHeaders().getFirst("User-Agent").equals("ELB-HealthChecker/2.0");
            exchange.sendResponseHeaders(asksAsAws ? status.get() : 500, -1);
            exchange.close();
        });
        server.start();
        try {
            TargetGroup group = group(check(probe, 2, 2), server.getAddress().getPort());
            checker.follow(cloud(group));
            Await.until(
                    "the target is healthy",
                    Duration.ofSeconds(20),
                    () -> finding(group).equals(Optional.of(true)));
            status.set(302);
            Await.until(
                    "it is not any more",
                    Duration.ofSeconds(20),
                    () -> finding(group).equals(Optional.of(false)));
            status.set(200);
            Await.until(
                    "it is again", Duration.ofSeconds(20), () -> finding(group).equals(Optional.of(true)));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void saysToWhoIsToldOfClientsThatItAsksOnItsOwn() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        answerWhoIsLocal(server.accept());
                    }
                } catch (IOException e) {
                    // The test is over.
                }
            });
            TargetGroup group = group(check(HealthCheck.Probe.HTTP, 2, 2), server.getLocalPort());
            checker.follow(cloud(group.withAttributes(new TreeMap<>(Map.of("proxy_protocol_v2.enabled", "true")))));
            Await.until(
                    "the target is healthy",
                    Duration.ofSeconds(20),
                    () -> finding(group).equals(Optional.of(true)));
            checker.follow(cloud(group));
            Await.until(
                    "without the header it is not",
                    Duration.ofSeconds(20),
                    () -> finding(group).equals(Optional.of(false)));
        }
    }

    /** The PROXY protocol's signature, version 2, command LOCAL, nothing more; then a request. */
    private static void answerWhoIsLocal(Socket client) throws IOException {
        try (client) {
            String head = HexFormat.of().formatHex(client.getInputStream().readNBytes(19));
            String get = HexFormat.of().formatHex("GET".getBytes(StandardCharsets.US_ASCII));
            if (head.equals("0d0a0d0a000d0a515549540a20000000" + get)) {
                client.getOutputStream().write("HTTP/1.1 204 None\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    @Test
    void waitsNoLongerThanTheTimeoutForATargetThatAnswersByteByByte() throws IOException {
        AtomicInteger hungUp = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ScheduledThreadPoolExecutor times = new ScheduledThreadPoolExecutor(1)) {
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        drip(server.accept(), times, hungUp);
                    }
                } catch (IOException e) {
                    // The test is over.
                }
            });
            TargetGroup group = group(check(HealthCheck.Probe.HTTP, 2, 2), server.getLocalPort());
            checker.follow(cloud(group));
            Await.until(
                    "the target is unhealthy",
                    Duration.ofSeconds(20),
                    () -> finding(group).equals(Optional.of(false)));
            Await.until("the connections are closed", Duration.ofSeconds(60), () -> hungUp.get() >= 2);
            times.shutdownNow();
        }
    }

    /** Sends a byte of a status line ten times a second, which is no line for a minute and a half, until the other side has hung up. */
    private static void drip(Socket client, ScheduledThreadPoolExecutor times, AtomicInteger hungUp) {
        var _ = times.scheduleAtFixedRate(
                () -> {
                    try {
                        client.getOutputStream().write('H');
                    } catch (IOException e) {
                        hungUp.incrementAndGet();
                        throw new UncheckedIOException(e);
                    }
                },
                0,
                100,
                TimeUnit.MILLISECONDS);
    }

    @Test
    void asksATargetOfIpv6FromTheNodesAddressOfIt() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(Ip.of("::1").toInetAddress(), 0), 0);
        int port = server.getAddress().getPort();
        AtomicReference<String> asked = new AtomicReference<>("");
        server.createContext("/health", exchange -> {
            asked.set(exchange.getRequestHeaders().getFirst("Host") + " from "
                    + Ip.of(exchange.getRemoteAddress().getAddress()));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            TargetGroup group = group(check(HealthCheck.Probe.HTTP, 2, 2), Family.IPV6, "::1", port);
            checker.follow(cloud(group));
            Await.until(
                    "the target is healthy",
                    Duration.ofSeconds(20),
                    () -> finding(group).equals(Optional.of(true)));
            assertThat(asked.get()).isEqualTo("[::1]:" + port + " from ::1");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void decidesByWhatComesInARow() {
        HealthCheck check = check(HealthCheck.Probe.TCP, 3, 2);
        assertThat(Streak.NEW.after(true, check).healthy()).contains(true);
        Streak failed = Streak.NEW.after(false, check);
        assertThat(failed.healthy()).isEmpty();
        assertThat(failed.after(false, check).healthy()).contains(false);
        Streak healthy = failed.after(true, check);
        assertThat(healthy.healthy()).contains(true);
        assertThat(healthy.after(false, check)
                        .after(true, check)
                        .after(false, check)
                        .healthy())
                .contains(true);
        Streak unhealthy = healthy.after(false, check).after(false, check);
        assertThat(unhealthy.healthy()).contains(false);
        assertThat(unhealthy.after(true, check).after(true, check).healthy()).contains(false);
        assertThat(unhealthy
                        .after(true, check)
                        .after(true, check)
                        .after(true, check)
                        .healthy())
                .contains(true);
    }
}
