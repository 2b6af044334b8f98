package dev.postern.dataplane.linux;

import dev.postern.dataplane.Dropped;
import dev.postern.dataplane.namespaces.Drops;
import dev.postern.linux.Netlink;
import dev.postern.linux.NetlinkMessage.Attributes;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import dev.postern.network.EgressPort;
import dev.postern.network.InterfacePort;
import dev.postern.network.InternetPort;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.PeerPort;
import dev.postern.network.Port;
import dev.postern.network.VpcIntent;
import dev.postern.network.trace.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what {@link Drops} has noted in the calling thread's namespace: the elements of a set, as in {@code linux/netfilter/nf_tables.h}.
 */
final class DropReader {
    private static final int EXPIRATION = 5;
    private static final int SOURCE = LoadedRules.LINK_BYTES;

    private final NetworkIntent intent;
    private final VpcIntent vpc;
    private final Instant now;
    private final Map<String, Port> ports;

    private DropReader(NetworkIntent intent, VpcIntent vpc, Instant now) {
        this.intent = intent;
        this.vpc = vpc;
        this.now = now;
        this.ports = Drops.ports(vpc);
    }

    /** What is noted; what came from an interface that is gone is left out. */
    static List<Dropped> read(NetworkIntent intent, VpcIntent vpc, Instant now) throws IOException {
        DropReader reader = new DropReader(intent, vpc, now);
        List<Dropped> dropped = new ArrayList<>();
        try (Netlink kernel = Netlink.open(Netlink.NETFILTER)) {
            for (Stage stage : Drops.STAGES) {
                for (Family family : Family.values()) {
                    LoadedRules.forEach(
                            kernel,
                            family,
                            Drops.set(stage),
                            element -> reader.dropped(stage, family, element).ifPresent(dropped::add));
                }
            }
        }
        return dropped;
    }

    private Optional<Dropped> dropped(Stage stage, Family family, Attributes element) {
        byte[] bytes = LoadedRules.value(element, LoadedRules.KEY);
        int addressBytes = family.bits() / Byte.SIZE;
        int protocolAt = SOURCE + 2 * addressBytes;
        int portAt = protocolAt + LoadedRules.PART_BYTES;
        if (bytes.length < portAt + LoadedRules.PART_BYTES) {
            return Optional.empty();
        }
        Protocol protocol = new Protocol(Byte.toUnsignedInt(bytes[protocolAt]));
        int port = Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort(portAt));
        Ip source = StateReader.ip(Arrays.copyOfRange(bytes, SOURCE, SOURCE + addressBytes));
        Ip noted = StateReader.ip(Arrays.copyOfRange(bytes, SOURCE + addressBytes, protocolAt));
        return Optional.ofNullable(ports.get(LoadedRules.link(bytes)))
                .flatMap(entered -> origin(entered, source))
                .flatMap(origin -> destination(origin, noted)
                        .map(destination -> Packet.like(origin, source, destination, protocol, port)))
                .map(packet -> new Dropped(lastSeen(element), stage, packet));
    }

    /** Where a packet entered the network that came in through a port; empty if nobody is there any more. */
    private Optional<Packet.Origin> origin(Port port, Ip source) {
        return switch (port) {
            case InterfacePort one -> Optional.of(new Packet.FromInterface(one.id()));
            case InternetPort _, EgressPort _ -> Optional.of(new Packet.FromInternet());
            case PeerPort peer ->
                intent.vpc(peer.far())
                        .flatMap(far -> far.interfaceAt(source))
                        .map(sender -> new Packet.FromInterface(sender.id()));
        };
    }

    /** What comes from the internet is addressed to a public address, which the gateway has translated by then. */
    private Optional<Ip> destination(Packet.Origin origin, Ip noted) {
        return origin instanceof Packet.FromInternet && noted.family() == Family.IPV4
                ? vpc.internet()
                        .flatMap(gateway ->
                                Optional.ofNullable(gateway.translations().get(noted)))
                : Optional.of(noted);
    }

    private Instant lastSeen(Attributes element) {
        byte[] left = element.bytes(EXPIRATION).orElse(new byte[0]);
        long millis = left.length == Long.BYTES ? ByteBuffer.wrap(left).getLong() : Drops.KEPT.toMillis();
        return now.minus(Drops.KEPT).plusMillis(millis);
    }
}
