package dev.postern.network;

import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.shared.SharedMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the network must do: the compiled form of a snapshot. Immutable and ordered; {@link #print} gives its text.
 *
 * @param sequence the snapshot's
 * @param vpcs those in which an interface is plugged in; the others need no network
 * @param internet which VPC a public IPv4 address leads to: those of VPCs with an attached internet gateway
 * @param internetIpv6 which VPC a /56 of IPv6 addresses leads to: those of VPCs with a gateway of either kind
 * @param interfaces in which VPC an interface is plugged in
 * @param outside what is reached beyond; chosen for a process, not part of a snapshot
 */
public record NetworkIntent(
        long sequence,
        SortedMap<VpcId, VpcIntent> vpcs,
        SortedMap<Ip, VpcId> internet,
        SortedMap<Cidr, VpcId> internetIpv6,
        SortedMap<NetworkInterfaceId, VpcId> interfaces,
        Outside outside) {
    public static final NetworkIntent EMPTY = new NetworkIntent(
            0, SharedMap.empty(), SharedMap.empty(), SharedMap.empty(), SharedMap.empty(), Outside.CLOSED);

    public NetworkIntent {
        vpcs = SharedMap.copyOf(vpcs);
        internet = SharedMap.copyOf(internet);
        internetIpv6 = SharedMap.copyOf(internetIpv6);
        interfaces = SharedMap.copyOf(interfaces);
    }

    public Optional<VpcIntent> vpc(VpcId id) {
        return Optional.ofNullable(vpcs.get(id));
    }

    /** The VPC that a public address leads to. */
    public Optional<VpcIntent> behind(Ip address) {
        return Optional.ofNullable(
                        address.family() == Family.IPV4
                                ? internet.get(address)
                                : internetIpv6.get(new Cidr(address, AddressPlan.VPC_IPV6_LENGTH)))
                .flatMap(this::vpc);
    }

    /** The instances that have an interface plugged in. */
    public SortedSet<InstanceId> instances() {
        TreeSet<InstanceId> instances = new TreeSet<>();
        vpcs.values()
                .forEach(vpc -> vpc.interfaces()
                        .values()
                        .forEach(one -> one.holder().instance().ifPresent(instances::add)));
        return instances;
    }

    /** The VPC in which an interface is plugged in. */
    public Optional<VpcIntent> vpcOf(NetworkInterfaceId eni) {
        return Optional.ofNullable(interfaces.get(eni)).flatMap(this::vpc);
    }

    /** The same without some VPCs, as if they had nothing plugged in yet. */
    public NetworkIntent without(Set<VpcId> some) {
        SharedMap<VpcId, VpcIntent> others = SharedMap.copyOf(vpcs);
        SharedMap<Ip, VpcId> addresses = SharedMap.copyOf(internet);
        SharedMap<Cidr, VpcId> blocks = SharedMap.copyOf(internetIpv6);
        SharedMap<NetworkInterfaceId, VpcId> pluggedIn = SharedMap.copyOf(interfaces);
        for (VpcId id : some) {
            VpcIntent vpc = vpcs.get(id);
            others = others.minus(id);
            if (vpc != null) {
                SortedMap<Ip, Ip> translations =
                        vpc.internet().map(InternetPort::translations).orElse(SharedMap.empty());
                for (Ip address : translations.values()) {
                    addresses = addresses.with(address, owner -> id.equals(owner) ? null : owner);
                }
                for (Cidr block : vpc.publicBlocks()) {
                    blocks = blocks.with(block, owner -> id.equals(owner) ? null : owner);
                }
                for (NetworkInterfaceId eni : vpc.interfaces().keySet()) {
                    pluggedIn = pluggedIn.minus(eni);
                }
            }
        }
        for (VpcId id : some) {
            VpcIntent vpc = vpcs.get(id);
            for (PeerPort peer : vpc == null ? List.<PeerPort>of() : vpc.peers()) {
                others = others.with(peer.far(), far -> far == null ? null : far.withUnpopulated(some));
            }
        }
        return new NetworkIntent(sequence, others, addresses, blocks, pluggedIn, outside);
    }

    /** The same, as if some instances' interfaces were not plugged in yet; no route may lead to one of them. */
    public NetworkIntent unplugged(Map<VpcId, Set<NetworkInterfaceId>> some) {
        SharedMap<VpcId, VpcIntent> others = SharedMap.copyOf(vpcs);
        SharedMap<NetworkInterfaceId, VpcId> pluggedIn = SharedMap.copyOf(interfaces);
        for (Map.Entry<VpcId, Set<NetworkInterfaceId>> among : some.entrySet()) {
            others = others.with(among.getKey(), vpc -> vpc == null ? null : vpc.unplugged(among.getValue()));
            for (NetworkInterfaceId eni : among.getValue()) {
                pluggedIn = pluggedIn.minus(eni);
            }
        }
        return new NetworkIntent(sequence, others, internet, internetIpv6, pluggedIn, outside);
    }

    /** The same with something else beyond it. */
    public NetworkIntent with(Outside beyond) {
        return new NetworkIntent(sequence, vpcs, internet, internetIpv6, interfaces, beyond);
    }

    /** A text for people and golden files: the same intent always prints the same. */
    public String print() {
        return IntentText.print(this);
    }
}
