package dev.postern.dataplane.linux;

import dev.postern.dataplane.namespaces.Flows;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.trace.PacketWalker;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** All connections that a network must refuse, tried at once. */
final class Refused {
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Network network;
    private final Map<Namespace, List<Packet>> bySender;

    private record Attempt(Packet packet, SocketChannel channel) {}

    Refused(Network network, NetworkIntent intent) {
        this.network = network;
        this.bySender = Flows.of(intent).stream()
                .filter(packet -> packet.protocol().hasPorts()
                        && !PacketWalker.trace(intent, packet).delivered())
                .collect(Collectors.groupingBy(this::sender));
    }

    int count() {
        return bySender.values().stream().mapToInt(List::size).sum();
    }

    private Namespace sender(Packet packet) {
        try {
            return network.senderOf(packet);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Those that reached somebody, if only to be told that nobody listens there. */
    List<Packet> passing() throws Exception {
        List<Attempt> attempts = new ArrayList<>();
        for (Map.Entry<Namespace, List<Packet>> sender : bySender.entrySet()) {
            attempts.addAll(sender.getKey().call(() -> begin(sender.getValue())));
        }
        LockSupport.parkNanos(PATIENCE_NANOS);
        List<Packet> passed = new ArrayList<>();
        for (Attempt attempt : attempts) {
            if (reached(attempt)) {
                passed.add(attempt.packet());
            }
        }
        return passed;
    }

    private static boolean reached(Attempt attempt) {
        try (SocketChannel channel = attempt.channel()) {
            return channel.finishConnect();
        } catch (ConnectException e) {
            return String.valueOf(e.getMessage()).contains("refused");
        } catch (IOException e) {
            return false; // there was no way at all
        }
    }

    private static List<Attempt> begin(List<Packet> packets) throws IOException {
        List<Attempt> attempts = new ArrayList<>();
        for (Packet packet : packets) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            try {
                channel.connect(new InetSocketAddress(packet.destination().toInetAddress(), packet.key()));
                attempts.add(new Attempt(packet, channel));
            } catch (IOException e) {
                channel.close();
            }
        }
        return attempts;
    }
}
