package dev.postern.dataplane.linux;

import dev.postern.dataplane.CountedFlow;
import dev.postern.dataplane.Flow;
import dev.postern.dataplane.FlowCounts;
import dev.postern.dataplane.FlowCounts.Count;
import dev.postern.dataplane.FlowVerdict;
import dev.postern.dataplane.namespaces.Drops;
import dev.postern.dataplane.namespaces.FlowRules;
import dev.postern.dataplane.namespaces.FlowRules.Kind;
import dev.postern.linux.Netlink;
import dev.postern.linux.NetlinkMessage.Attributes;
import dev.postern.model.net.Family;
import dev.postern.model.net.Protocol;
import dev.postern.network.InterfacePort;
import dev.postern.network.Port;
import dev.postern.network.VpcIntent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what {@link FlowRules} have counted in the calling thread's namespace: the elements of their sets, as in
 * {@code linux/netfilter/nf_tables.h}.
 */
final class FlowReader {
    private static final int EXPRESSION = 7;
    private static final int EXPRESSION_DATA = 2;
    private static final int BYTES = 1;
    private static final int PACKETS = 2;

    private final Map<String, Port> ports;
    private final Map<CountedFlow, Count> flows = new HashMap<>();

    private FlowReader(VpcIntent vpc) {
        this.ports = Drops.ports(vpc);
    }

    /** All that is counted; what an interface that is gone had is left out. */
    static FlowCounts read(VpcIntent vpc) throws IOException {
        FlowReader reader = new FlowReader(vpc);
        boolean full = false;
        try (Netlink kernel = Netlink.open(Netlink.NETFILTER)) {
            for (Family family : Family.values()) {
                if (vpc.blocks(family).isEmpty()) {
                    continue;
                }
                for (boolean leaving : List.of(true, false)) {
                    for (FlowVerdict verdict : FlowRules.verdicts(vpc)) {
                        for (Kind kind : Kind.values()) {
                            Part part = new Part(family, leaving, verdict, kind);
                            full |= reader.read(kernel, part) >= FlowRules.FLOWS_MAX;
                        }
                    }
                }
            }
        }
        return new FlowCounts(reader.flows, full);
    }

    /** One of the sets. */
    private record Part(Family family, boolean leaving, FlowVerdict verdict, Kind kind) {}

    /** How many elements there are. */
    private int read(Netlink kernel, Part part) throws IOException {
        int[] elements = {0};
        LoadedRules.forEach(kernel, part.family, FlowRules.set(part.leaving, part.verdict, part.kind), element -> {
            elements[0]++;
            Optional<CountedFlow> flow = flow(part, LoadedRules.value(element, LoadedRules.KEY));
            Count count = count(element);
            // While a set grows the kernel may list an element more than once.
            flow.ifPresent(counted -> flows.merge(counted, count, Count::max));
        });
        return elements[0];
    }

    private Optional<CountedFlow> flow(Part part, byte[] key) {
        int addressBytes = part.family.bits() / Byte.SIZE;
        int destinationAt = LoadedRules.LINK_BYTES + addressBytes;
        int restAt = destinationAt + addressBytes;
        boolean hasPorts = part.kind != Kind.OTHER;
        if (key.length < restAt + (hasPorts ? 2 : 1) * LoadedRules.PART_BYTES) {
            return Optional.empty();
        }
        if (!(ports.get(LoadedRules.link(key)) instanceof InterfacePort one)) {
            return Optional.empty();
        }
        ByteBuffer rest = ByteBuffer.wrap(key, restAt, key.length - restAt).slice();
        int protocol = hasPorts ? part.kind.protocol() : Byte.toUnsignedInt(rest.get(0));
        Flow flow = new Flow(
                one.id(),
                part.leaving,
                part.verdict,
                StateReader.ip(Arrays.copyOfRange(key, LoadedRules.LINK_BYTES, destinationAt)),
                StateReader.ip(Arrays.copyOfRange(key, destinationAt, restAt)),
                new Protocol(protocol),
                hasPorts ? Short.toUnsignedInt(rest.getShort(0)) : 0,
                hasPorts ? Short.toUnsignedInt(rest.getShort(LoadedRules.PART_BYTES)) : 0);
        return Optional.of(new CountedFlow(flow, part.kind.flags()));
    }

    private static Count count(Attributes element) {
        return element.nested(EXPRESSION)
                .flatMap(counter -> counter.nested(EXPRESSION_DATA))
                .map(counter -> new Count(number(counter, PACKETS), number(counter, BYTES)))
                .orElse(Count.ZERO);
    }

    private static long number(Attributes counter, int which) {
        byte[] value = counter.bytes(which).orElse(new byte[0]);
        return value.length == Long.BYTES ? ByteBuffer.wrap(value).getLong() : 0;
    }
}
