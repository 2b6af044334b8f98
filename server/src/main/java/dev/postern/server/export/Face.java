package dev.postern.server.export;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.network.PublicIps;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the network knows of an address of an instance: of two addresses for which it is equal it tells nothing apart.
 *
 * @param device the index of its interface, 0 for the primary one
 * @param groups their ids
 * @param isPublic whether the internet knows it, as it is or by another address
 * @param blocks those that rules, routes and policies name and in which it, or its public address, is
 */
record Face(int device, Family family, String subnet, List<String> groups, boolean isPublic, List<Cidr> blocks) {
    Face {
        groups = List.copyOf(groups);
        blocks = List.copyOf(blocks);
    }

    /** An address with what it looks like. */
    record Seen(Face face, NetworkInterface eni, Ip address, Optional<Ip> publicIp) {
        /** As the internet calls it; empty where it does not know it. */
        Optional<Ip> onInternet() {
            return address.family() == Family.IPV6 ? Optional.of(address) : publicIp;
        }
    }

    /** All addresses of an interface, the one by which it is known first. */
    static List<Seen> of(Snapshot snapshot, List<Cidr> named, NetworkInterface eni, int device) {
        List<String> groups =
                eni.groups().stream().map(group -> group.value()).sorted().toList();
        var publicIps = PublicIps.of(snapshot, eni);
        return eni.addresses().stream()
                .map(address -> {
                    Optional<Ip> outside = Optional.ofNullable(publicIps.get(address));
                    List<Cidr> blocks = named.stream()
                            .filter(block -> Stream.concat(Stream.of(address), outside.stream())
                                    .anyMatch(block::contains))
                            .toList();
                    return new Seen(
                            new Face(
                                    device,
                                    address.family(),
                                    eni.subnetId().value(),
                                    groups,
                                    outside.isPresent() || address.family() == Family.IPV6,
                                    blocks),
                            eni,
                            address,
                            outside);
                })
                .toList();
    }
}
