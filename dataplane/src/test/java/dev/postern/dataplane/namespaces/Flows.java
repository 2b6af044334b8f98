package dev.postern.dataplane.namespaces;

import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.network.InterfacePort;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
        TreeSet<Ip> fromOutside = new TreeSet<>(intent.internet().keySet());
        intent.internetIpv6()
                .values()
                .forEach(id -> fromOutside.addAll(ipv6(intent.vpc(id).orElseThrow())));
        for (Ip destination : fromOutside) {
            PORTS.forEach(port -> packets.add(Packet.tcpFromInternet(destination, port)));
            packets.add(Packet.echoFromInternet(destination));
        }
        for (VpcIntent vpc : intent.vpcs().values()) {
            for (InterfacePort plugged : vpc.interfaces().values()) {
                if (plugged.holder().instance().isEmpty()) {
                    continue; // what sends nothing of its own
                }
                for (Family family : Family.values()) {
                    plugged.addresses(family).stream()
                            .findFirst()
                            .ifPresent(source -> from(plugged, source, destinations(intent, vpc), packets));
                }
            }
        }
        return packets;
    }

    private static void from(InterfacePort plugged, Ip source, SortedSet<Ip> destinations, List<Packet> packets) {
        for (Ip destination : destinations) {
            if (destination.family() == source.family() && !plugged.has(destination)) {
                PORTS.forEach(port -> packets.add(Packet.tcp(plugged.id(), source, destination, port)));
                packets.add(Packet.echo(plugged.id(), source, destination));
            }
        }
    }

    /** Those IPv6 addresses of a VPC that somebody has, and one that nobody has. */
    private static Set<Ip> ipv6(VpcIntent vpc) {
        TreeSet<Ip> addresses = new TreeSet<>();
        vpc.addresses().keySet().stream()
                .filter(address -> address.family() == Family.IPV6)
                .forEach(addresses::add);
        vpc.blocks(Family.IPV6).forEach(block -> addresses.add(block.address().plus(200)));
        return addresses;
    }

    /** An address of each prefix. */
    private static List<Ip> within(VpcIntent vpc) {
        return vpc.prefixes().keySet().stream()
                .map(prefix -> prefix.first().plus(3))
                .toList();
    }

    private static SortedSet<Ip> destinations(NetworkIntent intent, VpcIntent vpc) {
        TreeSet<Ip> destinations = new TreeSet<>(vpc.addresses().keySet());
        destinations.addAll(within(vpc));
        destinations.addAll(intent.internet().keySet());
        vpc.subnets().values().forEach(subnet -> subnet.router().ifPresent(destinations::add));
        Stream.of("198.18.0.10", "198.18.126.10", "169.254.169.254", "198.19.99.99", "10.0.0.2", "10.0.0.200")
                .forEach(text -> destinations.add(Ip.of(text)));
        destinations.add(AddressPlan.INTERNET_CLIENT);
        Stream.of(
                        "2001:db8::a",
                        "2001:db8:7e::a",
                        "fd00:ec2::254",
                        "fd00:ec2::77",
                        "2001:db8:ffff::1",
                        "64:ff9b::c612:a",
                        "64:ff9b::c612:8001",
                        "64:ff9b::a00:114",
                        "64:ff9b::7f00:1")
                .forEach(text -> destinations.add(Ip.of(text)));
        destinations.add(AddressPlan.INTERNET_CLIENT_IPV6);
        intent.vpcs().values().forEach(one -> destinations.addAll(ipv6(one)));
        vpc.peers().forEach(peer -> {
            // Its resolver, a router, and somebody who is not there.
            for (int place : new int[] {1, 2, 200}) {
                destinations.add(peer.blocks().getFirst().address().plus(place));
            }
            intent.vpc(peer.far()).ifPresent(far -> {
                destinations.addAll(far.addresses().keySet());
                destinations.addAll(within(far));
            });
        });
        return destinations;
    }
}
