package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.namespaces.Flows;
import dev.postern.dataplane.namespaces.Scenario;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.net.Cidr;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.VpcIntent;
import dev.postern.network.trace.PacketWalker;
import dev.postern.testkit.FlowLogs;
import dev.postern.testkit.Topology;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every pair of a topology talks, or tries to: what each instance saw of it is what the router has counted, to the byte. */
@PacketTest
final class CountedPairsTest {
    /** Where guest services are, and nobody else. */
    private static final List<Cidr> GUESTS = List.of(Cidr.of("169.254.0.0/16"), Cidr.of("fd00:ec2::/32"));

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(
            names = {
                "NAT_WITH_ACL_AND_ENDPOINT",
                "INTERFACE_ENDPOINTS",
                "LOAD_BALANCERS_OF_BOTH_FAMILIES",
                "PEERING",
                "MIDDLEBOX",
                "IPV6"
            })
    void everyInstanceSawWhatIsCounted(Scenario scenario) throws Exception {
        Topology topology = scenario.topology();
        topology.snapshot().all(Vpc.class).stream().toList().forEach(vpc -> FlowLogs.of(topology, vpc.id()));
        TreeMap<NetworkInterfaceId, Counting> instances = new TreeMap<>();
        try (Network network = new Network(directory)) {
            NetworkIntent intent = network.apply(topology);
            network.takeWhatever();
            try (Tallies tallies = new Tallies(network.dataPlane(), intent)) {
                for (NetworkInterfaceId eni : primaries(intent)) {
                    Path place = Files.createDirectories(directory.resolve(eni.value()));
                    instances.put(eni, new Counting(network.namespaceOf(eni), place));
                }
                talk(network, intent);
                instances.forEach(tallies::requireSame);
                assertThat(instances.keySet().stream()
                                .map(tallies::of)
                                .mapToInt(Map::size)
                                .sum())
                        .isGreaterThan(20);
            }
        } finally {
            instances.values().forEach(Counting::close);
        }
    }

    private static List<NetworkInterfaceId> primaries(NetworkIntent intent) {
        return intent.vpcs().values().stream()
                .flatMap(vpc -> vpc.interfaces().values().stream())
                .filter(port -> port.holder() instanceof Holder.InstanceHolder(var _, int device) && device == 0)
                .map(InterfacePort::id)
                .toList();
    }

    private static void talk(Network network, NetworkIntent intent) throws Exception {
        List<Callable<Boolean>> attempts = new ArrayList<>();
        for (Packet packet : Flows.of(intent)) {
            if (isLogged(intent, packet)) {
                Namespace from = network.senderOf(packet);
                attempts.add(() -> attempt(intent, packet, from));
            }
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(32)) {
            for (Future<Boolean> attempt : pool.invokeAll(attempts)) {
                attempt.get();
            }
        }
    }

    /** Nobody is told what is said with guest services and routers. */
    private static boolean isLogged(NetworkIntent intent, Packet packet) {
        return intent.vpcs().values().stream().noneMatch(vpc -> isUnlogged(vpc, packet));
    }

    private static boolean isUnlogged(VpcIntent vpc, Packet packet) {
        return GUESTS.stream().anyMatch(block -> block.contains(packet.destination()))
                || vpc.guests().stream().anyMatch(guest -> guest.isAskedBy(packet))
                || vpc.subnets().values().stream()
                        .anyMatch(subnet -> subnet.router()
                                .filter(packet.destination()::equals)
                                .isPresent());
    }

    private static boolean attempt(NetworkIntent intent, Packet packet, Namespace from) throws Exception {
        boolean delivered = PacketWalker.trace(intent, packet).delivered();
        if (!packet.protocol().hasPorts()) {
            return Network.ping(from, packet.destination(), delivered);
        }
        return (delivered
                        ? Network.connect(from, packet.destination(), packet.key())
                        : Network.tryToConnect(from, packet.destination(), packet.key()))
                .isPresent();
    }
}
