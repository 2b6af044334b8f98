package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.network.InterfaceIntent;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.PacketWalker;
import dev.postern.network.Verdict;
import dev.postern.network.VpcIntent;
import dev.postern.testkit.Topology;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every pair of a topology is tried with real packets, and the walker must have foretold each outcome. */
@PacketTest
final class AllPairsTest {
    private static final List<Integer> PORTS = List.of(22, 80, 8080);

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void realityIsWhatTheWalkerForetells(Scenario scenario) throws Exception {
        Topology topology = scenario.topology();
        try (Network network = new Network(directory)) {
            NetworkIntent intent = network.apply(topology);
            List<String> differences = new ArrayList<>();
            try (ExecutorService pool = Executors.newFixedThreadPool(64)) {
                List<Future<Optional<String>>> probes = new ArrayList<>();
                for (Callable<Optional<String>> probe : probes(network, intent)) {
                    probes.add(pool.submit(probe));
                }
                for (Future<Optional<String>> probe : probes) {
                    probe.get().ifPresent(differences::add);
                }
                assertThat(probes).hasSizeGreaterThan(20);
            }
            assertThat(differences).isEmpty();
        }
    }

    /** Each answers how reality differs from the walk, if it does. */
    private static List<Callable<Optional<String>>> probes(Network network, NetworkIntent intent) throws Exception {
        List<Callable<Optional<String>>> probes = new ArrayList<>();
        Namespace internet = network.dataPlane().internet();
        for (Ip destination : intent.internet().keySet()) {
            for (int port : PORTS) {
                Packet packet = Packet.tcpFromInternet(destination, port);
                probes.add(() -> compare(network, intent, packet, internet));
            }
            probes.add(() -> compare(network, intent, Packet.echoFromInternet(destination), internet));
        }
        for (VpcIntent vpc : intent.vpcs().values()) {
            SortedSet<Ip> destinations = destinations(intent, vpc);
            for (InterfaceIntent plugged : vpc.interfaces().values()) {
                Ip source = plugged.privateIps().getFirst();
                Namespace from = network.namespaceOf(plugged.id());
                for (Ip destination : destinations) {
                    if (plugged.privateIps().contains(destination)) {
                        continue;
                    }
                    for (int port : PORTS) {
                        Packet packet = Packet.tcp(plugged.id(), source, destination, port);
                        probes.add(() -> compare(network, intent, packet, from));
                    }
                    probes.add(() -> compare(network, intent, Packet.echo(plugged.id(), source, destination), from));
                }
            }
        }
        return probes;
    }

    private static SortedSet<Ip> destinations(NetworkIntent intent, VpcIntent vpc) {
        TreeSet<Ip> destinations = new TreeSet<>(vpc.addresses().keySet());
        destinations.addAll(intent.internet().keySet());
        vpc.subnets().values().forEach(subnet -> destinations.add(subnet.router()));
        Arrays.asList("198.18.0.10", "198.18.126.10", "169.254.169.254", "198.19.99.99", "10.0.0.2", "10.0.0.200")
                .forEach(text -> destinations.add(Ip.of(text)));
        destinations.add(AddressPlan.INTERNET_CLIENT);
        return destinations;
    }

    private static Optional<String> compare(Network network, NetworkIntent intent, Packet packet, Namespace from)
            throws Exception {
        Verdict verdict = PacketWalker.connect(intent, packet);
        String foretold = foretold(network, verdict, from);
        boolean tcp = packet.protocol().hasPorts();
        String happened = tcp
                ? Network.connect(from, packet.destination(), packet.key()).orElse("nobody")
                : Network.ping(from, packet.destination()) ? "somebody" : "nobody";
        boolean same = tcp ? happened.equals(foretold) : happened.equals("nobody") == foretold.equals("nobody");
        return same
                ? Optional.empty()
                : Optional.of(packet + ": foretold " + foretold + ", happened " + happened + " " + verdict.hops());
    }

    private static String foretold(Network network, Verdict verdict, Namespace from) {
        return switch (verdict) {
            case Verdict.Dropped _ -> "nobody";
            case Verdict.DeliveredToInterface(var id, Packet arrived, var _) ->
                network.instanceOf(id) + " " + arrived.source();
            case Verdict.DeliveredToEndpoint(var _, var _, Packet arrived, var _) ->
                network.routerOf(from) + " " + arrived.source();
            case Verdict.DeliveredToGuestService(var _, Packet arrived, var _) ->
                network.routerOf(from) + " " + arrived.source();
            case Verdict.DeliveredToInternet(Packet arrived, var _) -> "internet " + arrived.source();
        };
    }
}
