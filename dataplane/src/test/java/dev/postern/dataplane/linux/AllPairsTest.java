package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.namespaces.Flows;
import dev.postern.dataplane.namespaces.Scenario;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.trace.PacketWalker;
import dev.postern.network.trace.Trace;
import dev.postern.testkit.Topology;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void realityIsWhatTheWalkerForetells(Scenario scenario) throws Exception {
        Topology topology = scenario.topology();
        try (Network network = new Network(directory)) {
            NetworkIntent intent = network.apply(topology);
            network.takeWhatever();
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
        for (Packet packet : Flows.of(intent)) {
            Namespace from =
                    packet.origin() instanceof Packet.FromInterface(var eni) ? network.namespaceOf(eni) : internet;
            probes.add(() -> compare(network, intent, packet, from));
        }
        return probes;
    }

    private static Optional<String> compare(Network network, NetworkIntent intent, Packet packet, Namespace from)
            throws Exception {
        Trace trace = PacketWalker.trace(intent, packet);
        String foretold = network.foretold(trace, from);
        boolean tcp = packet.protocol().hasPorts();
        String happened;
        if (!tcp) {
            happened = Network.ping(from, packet.destination(), trace.delivered()) ? "somebody" : "nobody";
        } else if (trace.delivered()) {
            happened = Network.connect(from, packet.destination(), packet.key()).orElse("nobody");
        } else {
            happened = Network.tryToConnect(from, packet.destination(), packet.key())
                    .orElse("nobody");
        }
        boolean same = tcp ? happened.equals(foretold) : happened.equals("nobody") == foretold.equals("nobody");
        return same
                ? Optional.empty()
                : Optional.of(packet + ": foretold " + foretold + ", happened " + happened + " " + trace);
    }
}
