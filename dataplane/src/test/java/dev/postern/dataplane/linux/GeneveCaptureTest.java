package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.testkit.Balancers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What an appliance gets and gives back, as others see it: captured at its interface and taken apart by Wireshark.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/gateway-load-balancers.html">Gateway Load Balancers</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8926">RFC 8926, GENEVE</a>
 */
@PacketTest
final class GeneveCaptureTest extends InspectedVpc {
    private static final int PACKETS = 24;
    private static final String DATA = "geneve.option.unknown.data";

    /** Behind the header of UDP: the flow's cookie. */
    private static final int COOKIE = 36;

    /** One column each: outside, GENEVE, its three options, inside. */
    private static final List<String> FIELDS = List.of(
            "ip.src",
            "geneve.version",
            "geneve.flags.oam",
            "geneve.flags.critical",
            "geneve.proto_type",
            "geneve.vni",
            "geneve.option.class",
            "geneve.option.type",
            "geneve.option.length",
            DATA,
            "tcp.stream",
            "tcp.port",
            "_ws.malformed",
            "ip.checksum.status");

    /** A packet, field by field. */
    private record Seen(List<String> values) {
        private String of(String field) {
            return values.get(FIELDS.indexOf(field));
        }

        private String cookie() {
            return all(DATA).getLast();
        }

        private List<String> all(String field) {
            return List.of(of(field).split(",", -1));
        }
    }

    @Test
    void wiresharkReadsAwssOptionsInBothDirections() throws Exception {
        throughTheEndpoint();
        register(appliances.subList(0, 1));
        Namespace inside = network.namespaceOf(appliances.getFirst());
        Path file = directory.resolve("appliance.pcapng");
        List<ByteBuffer> got = capture(inside, file);
        List<Seen> packets = read(inside, file);
        assertThat(packets).hasSize(PACKETS).allSatisfy(this::assertAsAwsHasThem);
        assertThat(packets.stream().map(packet -> packet.all("ip.src").getFirst()))
                .as("there and back")
                .contains(address(Balancers.node(balancer)), address(appliances.getFirst()));
        Map<String, Set<String>> cookies = new TreeMap<>();
        packets.forEach(packet -> cookies.computeIfAbsent(packet.of("tcp.stream"), _ -> new TreeSet<>())
                .add(packet.cookie()));
        assertThat(cookies)
                .as("one cookie for both directions of a flow")
                .allSatisfy((_, of) -> assertThat(of).hasSize(1));
        assertThat(got.stream().map(packet -> HexFormat.of().toHexDigits(packet.getInt(COOKIE))))
                .as("what sockets get")
                .containsAll(packets.stream().map(Seen::cookie).toList());
    }

    private String address(NetworkInterfaceId eni) {
        return topology.networkInterface(eni).primaryIp().toString();
    }

    private void assertAsAwsHasThem(Seen packet) {
        assertThat(packet.of("geneve.version")).isEqualTo("0");
        assertThat(packet.of("geneve.flags.oam")).isEqualTo("0");
        assertThat(packet.of("geneve.flags.critical")).isEqualTo("0");
        assertThat(packet.of("geneve.proto_type")).isEqualTo("0x0800");
        assertThat(packet.of("geneve.vni")).isEqualTo("0x000000");
        assertThat(packet.all("geneve.option.class")).containsExactly("0x0108", "0x0108", "0x0108");
        assertThat(packet.all("geneve.option.type")).containsExactly("0x01", "0x02", "0x03");
        assertThat(packet.all("geneve.option.length"))
                .as("all of them, and each")
                .containsExactly("32", "12", "12", "8");
        assertThat(packet.all(DATA))
                .hasSize(3)
                .startsWith(HexFormat.of().toHexDigits(endpoint.id().number()), "0000000000000000");
        assertThat(packet.all("tcp.port")).contains("80");
        assertThat(packet.of("_ws.malformed")).isEmpty();
        assertThat(packet.all("ip.checksum.status")).as("good ones").containsOnly("1");
    }

    /** Captures connections at an appliance's interface, and returns what its socket got. */
    private List<ByteBuffer> capture(Namespace inside, Path file) throws Exception {
        String[] command = ("tshark -q -i ens5 -c " + PACKETS + " -w " + file + " udp port 6081").split(" ", -1);
        try (Appliance appliance = Appliance.in(inside);
                ExecutorService captures = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> capture = captures.submit(() -> Network.run(inside, command));
            while (!capture.isDone()) {
                assertThat(Network.connect(network.namespaceOf(other), SERVER, 80))
                        .isPresent();
            }
            capture.get();
            return appliance.seen();
        }
    }

    private static List<Seen> read(Namespace inside, Path file) throws Exception {
        List<String> command = Stream.concat(
                        Stream.of(
                                "tshark",
                                "-r",
                                file.toString(),
                                "-o",
                                "ip.check_checksum:TRUE",
                                "-T",
                                "fields",
                                "-E",
                                "separator=;"),
                        FIELDS.stream().flatMap(field -> Stream.of("-e", field)))
                .toList();
        return Network.run(inside, command.toArray(String[]::new))
                .lines()
                .map(line -> new Seen(Arrays.asList(line.split(";", -1))))
                .toList();
    }
}
