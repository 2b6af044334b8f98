package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.Observed;
import dev.postern.linux.PacketPrograms;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.VpcIntent;
import dev.postern.testkit.Await;
import dev.postern.testkit.Topology;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who asks for routers, or for his gateway, is answered; all else that is said in these words meets silence. */
@PacketTest
final class GatewayAnswersTest {
    private static final Ip FIRST = Ip.of("2001:db8:8000::10");
    private static final Ip SECOND = Ip.of("2001:db8:8000::20");

    /** As {@code rdisc6} does. */
    private static final String SOLICIT = """
            import socket
            s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
            s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
            s.sendto(bytes([133, 0, 0, 0, 0, 0, 0, 0]), ("ff02::2%ens5", 0))
            """;

    @TempDir
    Path directory;

    private final Topology topology = new Topology();
    private Network network;
    private VpcId vpc;
    private NetworkInterfaceId first;
    private NetworkInterfaceId second;
    private Snapshot before = Snapshot.EMPTY;

    @BeforeEach
    void twoOfBothFamiliesAndOneWithoutIpv6() throws Exception {
        network = new Network(directory);
        vpc = topology.vpc("10.0.0.0/16");
        SubnetId subnet = topology.subnet(vpc, "10.0.0.0/24");
        topology.routeTable(vpc, subnet);
        topology.ipv6(vpc, "2001:db8:8000::/56");
        topology.ipv6(subnet, "2001:db8:8000::/64");
        SecurityGroupId open = topology.securityGroup(vpc);
        topology.allowIn(open, Protocol.ALL, PortRange.ALL, "::/0");
        topology.allowOut(open, Protocol.ALL, PortRange.ALL, "::/0");
        first = topology.instance(subnet, "10.0.0.10", open);
        before = topology.snapshot();
        second = topology.instance(subnet, "10.0.0.20", open);
        topology.instance(subnet, "10.0.0.30", open);
        topology.ipv6(first, FIRST.toString());
        topology.ipv6(second, SECOND.toString());
        network.apply(topology);
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        network.close();
    }

    @Test
    void onlyExactQuestionsAreAnswered() throws Exception {
        Namespace inside = network.namespaceOf(first);
        String router = macOfGateway(inside);
        Map<String, String> answers = new TreeMap<>();
        questions(inside).lines().forEach(line -> {
            String[] parts = line.split(": ", 2);
            answers.put(parts[0], parts[1]);
        });
        String mac = router.replace(":", "");
        String gateway = "fe800000000000000000000000000001";
        // Managed, for 1800 s; the router's MAC address; 9001 bytes.
        String advertisement = ": 8600" + "00800708" + "0000000000000000" + "0101" + mac + "0501" + "0000" + "00002329";
        // A router, asked for, and to be believed.
        String neighbour = ": 8800" + "e0000000" + gateway + "0201" + mac;
        String to = "sound fe80::1 to ";
        Map<String, String> expected = new TreeMap<>(Map.of(
                "for routers", to + "fe80::5e:1" + advertisement,
                "for routers, without a MAC", to + "fe80::5e:1" + advertisement,
                "for routers, at the gateway", to + "fe80::5e:1" + advertisement,
                "for the gateway", to + "fe80::5e:1" + neighbour,
                "for the gateway, at itself", to + "fe80::5e:1" + neighbour,
                "for the gateway, as an address", to + SECOND + neighbour));
        assertThat(answers).hasSize(29);
        answers.keySet().forEach(question -> expected.putIfAbsent(question, "silence"));
        assertThat(answers).isEqualTo(expected);
        assertThat(Network.connect(network.namespaceOf(second), FIRST, 80)).isPresent();
        assertThat(Network.run(network.namespaceOf(second), "ip", "-6", "neighbour", "show"))
                .doesNotContain("fe80::5e");
        assertThat(Network.run(network.vpc(vpc), "ip", "-6", "neighbour", "show"))
                .doesNotContain("fe80::5e");
    }

    @Test
    void whoBelievesTheAdvertisementGoesOnAsBeforeAndWithItAlone() throws Exception {
        Namespace inside = network.namespaceOf(first);
        Network.run(inside, "sysctl", "-qw", "net.ipv6.conf.ens5.accept_ra=2");
        String given = Network.run(inside, "ip", "-6", "route", "show", "default");
        assertThat(questions(inside)).contains("for routers: sound");
        solicit(inside);
        assertThat(Network.run(inside, "ip", "-6", "route", "show", "default"))
                .as("what was given is not replaced")
                .isEqualTo(given);
        assertThat(Network.connect(inside, SECOND, 80)).isPresent();
        assertThat(Network.connect(network.namespaceOf(second), FIRST, 80)).isPresent();

        Network.run(inside, "ip", "-6", "route", "flush", "proto", "80");
        Network.run(inside, "ip", "-6", "neighbour", "flush", "dev", "ens5", "nud", "permanent");
        assertThat(Network.tryToConnect(inside, SECOND, 80)).as("knows no way").isEmpty();
        solicit(inside);
        Await.until(
                "the advertisement is believed",
                Duration.ofMinutes(1),
                () -> told(inside).contains("default via fe80::1"));
        assertThat(told(inside).lines()).singleElement().asString().contains("expires", "pref medium");
        assertThat(Network.run(inside, "ip", "-6", "address", "show", "dev", "ens5", "scope", "global"))
                .contains(FIRST + "/128")
                .doesNotContain("dynamic");
        assertThat(Network.connect(inside, SECOND, 80))
                .as("by what it was told")
                .isPresent();
        assertThat(Network.run(inside, "ip", "-6", "neighbour", "show", "fe80::1"))
                .contains("router")
                .doesNotContain("PERMANENT");
    }

    @Test
    void whoDoesNotAskIsToldToo() throws Exception {
        Namespace inside = network.namespaceOf(first);
        Network.run(inside, "sysctl", "-qw", "net.ipv6.conf.ens5.accept_ra=2");
        Network.run(inside, "ip", "-6", "route", "flush", "proto", "80");
        VpcIntent intent = NetworkCompiler.compile(topology.snapshot()).vpc(vpc).orElseThrow();
        int sent = network.vpc(vpc).call(() -> RouterAdvertisements.send(intent));
        assertThat(sent).as("those that have IPv6 addresses").isEqualTo(2);
        Await.until(
                "the advertisement is believed",
                Duration.ofMinutes(1),
                () -> told(inside).contains("default via fe80::1"));
        assertThat(told(inside).lines()).singleElement().asString().contains("expires", "pref medium");
        assertThat(Network.connect(inside, SECOND, 80)).isPresent();

        network.apply(before);
        assertThat(network.vpc(vpc).<Integer>call(() -> RouterAdvertisements.send(intent)))
                .as("the links are gone, or without IPv6 addresses")
                .isZero();
    }

    @Test
    void whoForgetsTheGatewayAsksForIt() throws Exception {
        Namespace inside = network.namespaceOf(first);
        String router = macOfGateway(inside);
        Network.run(inside, "ip", "-6", "neighbour", "delete", "fe80::1", "dev", "ens5");
        assertThat(Network.connect(inside, SECOND, 80)).isPresent();
        assertThat(Network.run(inside, "ip", "-6", "neighbour", "show", "fe80::1"))
                .contains(router)
                .doesNotContain("PERMANENT");
    }

    @Test
    void programThatIsGoneIsPutBack() throws Exception {
        Namespace inside = network.namespaceOf(first);
        assertThat(Alone.dataPlane(directory)
                        .apply(NetworkCompiler.compile(topology.snapshot()))
                        .steps())
                .as("adopted")
                .isZero();
        List<String> links = links();
        assertThat(links).hasSize(3);
        assertThat(programs(links)).as("none without IPv6").hasSize(2);
        Observed observed = network.dataPlane().apply(NetworkCompiler.compile(topology.snapshot()));
        assertThat(observed.steps()).isZero();
        network.vpc(vpc).call(() -> {
            for (String link : links) {
                PacketPrograms.clear(StateReader.number(link), PacketPrograms.Direction.INCOMING);
            }
            return true;
        });
        assertThat(programs(links)).isEmpty();
        Observed mended = Alone.dataPlane(directory).apply(NetworkCompiler.compile(topology.snapshot()));
        assertThat(mended.steps()).isEqualTo(2);
        assertThat(programs(links)).hasSize(2);
        assertThat(questions(inside)).contains("for routers: sound");
        Network.run(inside, "ip", "link", "delete", "ens5");
        assertThat(Alone.dataPlane(directory)
                        .apply(NetworkCompiler.compile(topology.snapshot()))
                        .problems())
                .isEmpty();
        assertThat(programs(links)).as("of a link that was made again").hasSize(2);
        assertThat(questions(inside)).contains("for routers: sound");
        assertThat(Network.connect(inside, SECOND, 80)).isPresent();
    }

    @Test
    void programGoesWithTheAddressAndWithTheInterface() throws Exception {
        network.apply(before);
        List<String> links = links();
        assertThat(links).hasSize(1);
        assertThat(programs(links)).isEmpty();
        assertThat(network.dataPlane().apply(NetworkCompiler.compile(before)).steps())
                .isZero();
        network.apply(topology);
        assertThat(programs(links())).hasSize(2);
    }

    private List<String> links() throws Exception {
        return Network.run(network.vpc(vpc), "ip", "-br", "link", "show", "type", "veth")
                .lines()
                .map(line -> line.substring(0, line.indexOf('@')))
                .toList();
    }

    private Map<String, String> programs(List<String> links) throws Exception {
        return network.vpc(vpc).call(() -> {
            Map<String, String> programs = new TreeMap<>();
            for (String link : links) {
                PacketPrograms.names(StateReader.number(link), PacketPrograms.Direction.INCOMING)
                        .forEach(name -> programs.put(link, name));
            }
            return programs;
        });
    }

    private static void solicit(Namespace inside) throws Exception {
        Network.run(inside, "python3", "-c", SOLICIT);
    }

    /** The routes that the kernel has of advertisements. */
    private static String told(Namespace inside) {
        try {
            return Network.run(inside, "ip", "-6", "route", "show", "proto", "ra");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** What is answered to whom, a line for each question. */
    private static String questions(Namespace inside) throws Exception {
        String own = mac(Network.run(inside, "ip", "-o", "link", "show", "ens5"), "link/ether");
        return Network.run(inside, "python3", "-c", script(), own, macOfGateway(inside), SECOND.toString());
    }

    private static String macOfGateway(Namespace inside) throws Exception {
        return mac(Network.run(inside, "ip", "-6", "neighbour", "show", "fe80::1", "dev", "ens5"), "lladdr");
    }

    private static String mac(String text, String before) {
        return text.replaceAll("(?s).*" + before + " ([0-9a-f:]{17}) .*", "$1");
    }

    private static String script() throws Exception {
        try (InputStream text = Objects.requireNonNull(GatewayAnswersTest.class.getResourceAsStream("solicit.py"))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
