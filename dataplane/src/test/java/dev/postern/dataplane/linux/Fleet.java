package dev.postern.dataplane.linux;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.net.Ip;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The appliances behind a Gateway Load Balancer, and which of them met which flow. */
final class Fleet implements AutoCloseable {
    /** As many ports at either end. */
    static final int PORTS = 100;

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int INNER = 40;
    private static final int UDP = 17;

    private final List<Appliance> appliances = new ArrayList<>();

    Fleet(Network network, List<NetworkInterfaceId> of) throws Exception {
        for (NetworkInterfaceId eni : of) {
            appliances.add(Appliance.in(network.namespaceOf(eni)));
        }
    }

    /** One end of flows: whose first port is said. */
    record End(Namespace inside, Ip address, int port) {}

    /**
     * Sends a datagram in each direction of each flow between ports of two ends, and says which appliances met it.
     *
     * @return by the ports of both ends, the places of the appliances
     */
    SortedMap<String, SortedSet<Integer>> send(End one, End other) throws Exception {
        List<Integer> before = appliances.stream().map(a -> a.seen().size()).toList();
        for (int port = 0; port < PORTS; port++) {
            sendAll(one, one.port() + port, other);
            sendAll(other, other.port() + port, one);
            int sent = 2 * PORTS * (port + 1);
            Await.until("the appliances have seen it", LIMIT, () -> met(before) >= sent);
        }
        SortedMap<String, SortedSet<Integer>> flows = new TreeMap<>();
        for (int i = 0; i < appliances.size(); i++) {
            List<ByteBuffer> seen = appliances.get(i).seen();
            for (ByteBuffer packet : seen.subList(before.get(i), seen.size())) {
                if (packet.get(INNER + 9) == UDP) {
                    flows.computeIfAbsent(flow(packet, one), _ -> new TreeSet<>())
                            .add(i);
                }
            }
        }
        return flows;
    }

    private int met(List<Integer> before) {
        int all = 0;
        for (int i = 0; i < appliances.size(); i++) {
            all += appliances.get(i).seen().size() - before.get(i);
        }
        return all;
    }

    private static String flow(ByteBuffer packet, End one) {
        int from = Short.toUnsignedInt(packet.getShort(INNER + 20));
        int to = Short.toUnsignedInt(packet.getShort(INNER + 22));
        boolean there = packet.getInt(INNER + 12) == (int) one.address().low();
        return there ? from + "-" + to : to + "-" + from;
    }

    private static void sendAll(End from, int port, End to) throws Exception {
        from.inside().call(() -> {
            try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
                channel.bind(new InetSocketAddress(from.address().toInetAddress(), port));
                for (int i = 0; i < PORTS; i++) {
                    channel.send(
                            ByteBuffer.wrap(new byte[] {'x'}),
                            new InetSocketAddress(to.address().toInetAddress(), to.port() + i));
                }
            }
            return true;
        });
    }

    /** How many flows each of the appliances met. */
    static SortedMap<Integer, Integer> spread(SortedMap<String, SortedSet<Integer>> flows) {
        SortedMap<Integer, Integer> spread = new TreeMap<>();
        flows.values().forEach(by -> by.forEach(one -> spread.merge(one, 1, Integer::sum)));
        return spread;
    }

    List<Appliance> appliances() {
        return appliances;
    }

    @Override
    public void close() throws IOException {
        for (Appliance one : appliances) {
            one.close();
        }
    }
}
