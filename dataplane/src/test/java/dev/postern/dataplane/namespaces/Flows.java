package dev.postern.dataplane.namespaces;

import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.network.InterfacePort;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** All packets that are worth sending in a network: from everyone, to everyone and to the places where nobody should be. */
public final class Flows {
    private static final List<Integer> PORTS = List.of(22, 80, 8080);

    private Flows() {}

    /** In a fixed order. */
    public static List<Packet> of(NetworkIntent intent) {
        List<Packet> packets = new ArrayList<>();
        for (Ip destination : intent.internet().keySet()) {
            PORTS.forEach(port -> packets.add(Packet.tcpFromInternet(destination, port)));
            packets.add(Packet.echoFromInternet(destination));
        }
        for (VpcIntent vpc : intent.vpcs().values()) {
            for (InterfacePort plugged : vpc.interfaces().values()) {
                if (plugged.holder().instance().isEmpty()) {
                    continue; // what sends nothing of its own
                }
                Ip source = plugged.privateIps().getFirst();
                for (Ip destination : destinations(intent, vpc)) {
                    if (plugged.privateIps().contains(destination)) {
                        continue;
                    }
                    PORTS.forEach(port -> packets.add(Packet.tcp(plugged.id(), source, destination, port)));
                    packets.add(Packet.echo(plugged.id(), source, destination));
                }
            }
        }
        return packets;
    }

    private static SortedSet<Ip> destinations(NetworkIntent intent, VpcIntent vpc) {
        TreeSet<Ip> destinations = new TreeSet<>(vpc.addresses().keySet());
        destinations.addAll(intent.internet().keySet());
        vpc.subnets().values().forEach(subnet -> destinations.add(subnet.router()));
        Stream.of("198.18.0.10", "198.18.126.10", "169.254.169.254", "198.19.99.99", "10.0.0.2", "10.0.0.200")
                .forEach(text -> destinations.add(Ip.of(text)));
        destinations.add(AddressPlan.INTERNET_CLIENT);
        vpc.peers().forEach(peer -> {
            // Its resolver, a router, and somebody who is not there.
            for (int place : new int[] {1, 2, 200}) {
                destinations.add(peer.blocks().getFirst().address().plus(place));
            }
            intent.vpc(peer.far())
                    .ifPresent(far -> destinations.addAll(far.addresses().keySet()));
        });
        return destinations;
    }
}
