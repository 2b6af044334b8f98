package dev.postern.server.balancing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.elbv2.Listener.Tls;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.Transport;
import dev.postern.network.NetworkCompiler;
import dev.postern.server.http.Listener;
import dev.postern.testkit.Await;
import dev.postern.testkit.Balancers;
import dev.postern.testkit.Topology;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections are joined on loopback; what they look like to real targets, {@code JoinedConnectionsTest} knows. */
class JointsTest {
    private final EventLoopGroup loops = new EpollEventLoopGroup(1);

    @AfterEach
    void close() {
        loops.shutdownGracefully().syncUninterruptibly();
    }

    @Test
    void tellsATargetAndJoins() throws IOException {
        try (ServerSocket target = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Socket client = connect("10.0", "10.0.0.70", target.getLocalPort());
                Socket accepted = target.accept()) {
            client.getOutputStream().write('x');
            client.shutdownOutput();
            String heard = HexFormat.of().formatHex(accepted.getInputStream().readAllBytes());
            assertThat(heard)
                    .isEqualTo("0d0a0d0a000d0a515549540a2111000c" + "7f000001" + "0a000046"
                            + "%04x%04x".formatted(client.getLocalPort(), client.getPort()) + "78");
        }
    }

    @Test
    void resetsWhereANodeWouldBeItsOwnTarget() throws IOException {
        try (ServerSocket target = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Socket client = connect("127.0", "127.0.0.1", target.getLocalPort())) {
            client.setSoTimeout(20_000);
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void endsAlsoWhatHasNoTargetYetAsTlsIsNotAgreedOn() throws IOException {
        Topology topology = new Topology();
        LoadBalancer balancer = balancer(topology, "10.0", "10.0.0.70");
        Joints joints = joints(topology);
        try (Socket client = connect(topology, balancer, joints, Transport.TLS, 1)) {
            client.setSoTimeout(50);
            Await.until("it is reset", Duration.ofSeconds(60), () -> {
                joints.end(Balancers.node(balancer));
                return isReset(client);
            });
        }
    }

    private static boolean isReset(Socket client) {
        try {
            int read = client.getInputStream().read();
            throw new AssertionError("it has ended otherwise: " + read);
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).contains("reset");
        }
    }

    private Socket connect(String network, String address, int port) throws IOException {
        Topology topology = new Topology();
        LoadBalancer balancer = balancer(topology, network, address);
        return connect(topology, balancer, joints(topology), Transport.TCP, port);
    }

    private static LoadBalancer balancer(Topology topology, String network, String address) {
        return new Balancers(topology)
                .balancer(topology.subnet(topology.vpc(network + ".0.0/16"), network + ".0.0/24"), address);
    }

    private static Joints joints(Topology topology) {
        return new Joints(() -> NetworkCompiler.compile(topology.snapshot()), topology::snapshot);
    }

    /** To a listener of a node, which forwards to a port of loopback, and tells who connects. */
    private Socket connect(Topology topology, LoadBalancer balancer, Joints joints, Transport transport, int port)
            throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        InetSocketAddress listening = Listener.open(loops, new EpollServerSocketChannel(), anyPort, near -> {
                    listen(topology, balancer, transport, near.localAddress().getPort(), port);
                    joints.join(near, Balancers.node(balancer), new Here());
                })
                .address();
        return new Socket(InetAddress.getLoopbackAddress(), listening.getPort());
    }

    private static void listen(Topology topology, LoadBalancer balancer, Transport transport, int listens, int port) {
        TargetGroup group = new Balancers(topology).listen(balancer, transport, listens, port, false, List.of());
        if (transport == Transport.TLS) {
            topology.snapshot().all(dev.postern.model.elbv2.Listener.class).stream()
                    .forEach(one -> topology.put(one.withEnd(
                            transport,
                            listens,
                            Optional.of(new Tls("ELBSecurityPolicy-2016-08", List.of(), Optional.empty())))));
        }
        TreeMap<String, String> attributes = new TreeMap<>(group.attributes());
        attributes.put("proxy_protocol_v2.enabled", "true");
        topology.put(new TargetGroup(
                group.scope(),
                group.name(),
                group.id(),
                group.protocol(),
                group.port(),
                group.vpcId(),
                TargetGroup.TargetType.IP,
                group.family(),
                group.healthCheck(),
                attributes,
                List.of(new TargetGroup.Registration(
                        new TargetGroup.Target("127.0.0.1", port), Optional.empty(), Instant.EPOCH, Optional.empty())),
                group.tags()));
    }
}
