package dev.postern.conformance.soak;

import dev.postern.conformance.soak.Playground.Pair;
import dev.postern.conformance.soak.Playground.Place;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.net.Ip;
import dev.postern.network.Compilation;
import dev.postern.network.InterfacePort;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.trace.Outcome;
import dev.postern.network.trace.PacketWalker;
import dev.postern.network.trace.Trace;
import dev.postern.storage.SqliteLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the packet walker says of the probes, on the state that is on disk. */
final class Witness {
    private Witness() {}

    /**
     * Where the walker foretells another outcome than the probes have.
     *
     * @param scratch where a copy of the ledger can be made
     */
    static List<String> disagreements(Path data, Path scratch, List<Pair> pairs) throws IOException {
        NetworkIntent intent =
                NetworkCompiler.compile(read(data, scratch), Compilation.NONE).intent();
        List<String> found = new ArrayList<>();
        for (Pair pair : pairs) {
            Trace trace = PacketWalker.trace(intent, packet(intent, pair));
            boolean arrives = trace.outcome()
                            instanceof Outcome.Delivered(Outcome.ToInterface(NetworkInterfaceId id, var _), var _)
                    && id.equals(interfaceOf(intent, pair.to()));
            if (arrives != pair.allowed()) {
                found.add(pair + " should " + (pair.allowed() ? "pass" : "be refused") + ", the walker says " + trace);
            }
        }
        return found;
    }

    /** A copy, as the ledger is the server's while it runs. */
    private static Snapshot read(Path data, Path scratch) throws IOException {
        Files.createDirectories(scratch);
        for (String file : List.of("ledger.db", "ledger.db-wal")) {
            if (Files.exists(data.resolve(file))) {
                Files.copy(data.resolve(file), scratch.resolve(file));
            }
        }
        try (SqliteLedger ledger = new SqliteLedger(scratch.resolve("ledger.db"))) {
            return ledger.load();
        }
    }

    private static Packet packet(NetworkIntent intent, Pair pair) {
        NetworkInterfaceId from = interfaceOf(intent, pair.from());
        Ip source = Ip.of(pair.from().address());
        Ip destination = Ip.of(pair.to().address());
        return switch (pair.way()) {
            case TCP -> Packet.tcp(from, source, destination, pair.port());
            case UDP -> Packet.udp(from, source, destination, pair.port());
            case ICMP -> Packet.echo(from, source, destination);
        };
    }

    private static NetworkInterfaceId interfaceOf(NetworkIntent intent, Place place) {
        return intent.vpcs().values().stream()
                .flatMap(vpc -> vpc.interfaces().values().stream())
                .filter(plugged -> plugged.holder().name().equals(place.instance()))
                .map(InterfacePort::id)
                .findFirst()
                .orElseThrow(() -> new AssertionError(place + " has no interface in the intent"));
    }
}
