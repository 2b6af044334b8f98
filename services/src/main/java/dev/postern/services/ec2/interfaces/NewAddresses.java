package dev.postern.services.ec2.interfaces;

import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.vpc.SubnetAddresses;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.PrivateIpAddressSpecification;

/**
 * The addresses and prefixes of a new interface.
 *
 * @param ipv4 the primary first
 */
public record NewAddresses(List<Ip> ipv4, List<Ip> ipv6, List<Cidr> prefixes) {
    public NewAddresses {
        ipv4 = List.copyOf(ipv4);
        ipv6 = List.copyOf(ipv6);
        prefixes = List.copyOf(prefixes);
    }

    /** As a request for an interface asks. */
    static NewAddresses of(Ec2Call call, Subnet subnet, CreateNetworkInterfaceRequest request) {
        return of(
                call,
                subnet,
                InstanceNetworkInterfaceSpecification.builder()
                        .privateIpAddress(request.privateIpAddress())
                        .privateIpAddresses(request.privateIpAddresses())
                        .secondaryPrivateIpAddressCount(request.secondaryPrivateIpAddressCount())
                        .ipv6Addresses(request.ipv6Addresses())
                        .ipv6AddressCount(request.ipv6AddressCount())
                        .ipv4Prefixes(request.ipv4Prefixes())
                        .ipv4PrefixCount(request.ipv4PrefixCount())
                        .ipv6Prefixes(request.ipv6Prefixes())
                        .ipv6PrefixCount(request.ipv6PrefixCount())
                        .build(),
                SubnetAddresses.of(call.snapshot(), subnet),
                List.of());
    }

    /**
     * As a launch asks. Those that are named come before those that are chosen: what is chosen must be none of them.
     *
     * @param free what of the subnet is free
     * @param taken blocks of IPv6 that the same launch gives to others
     */
    public static NewAddresses of(
            Ec2Call call,
            Subnet subnet,
            InstanceNetworkInterfaceSpecification asked,
            SubnetAddresses free,
            Collection<Cidr> taken) {
        Prefixes.Wanted ipv4Prefixes = ipv4Prefixes(asked);
        Prefixes.Wanted ipv6Prefixes = ipv6Prefixes(asked);
        List<Cidr> prefixes = new ArrayList<>(Prefixes.ofIpv4(call, free, ipv4Prefixes.onlyNamed()));
        SubnetAddresses left = free.withBlocks(prefixes);
        List<Ip> ipv4 = Interfaces.privateIps(
                call,
                left,
                asked.privateIpAddress(),
                asked.privateIpAddresses(),
                asked.secondaryPrivateIpAddressCount());
        prefixes.addAll(Prefixes.ofIpv4(call, left.with(ipv4), ipv4Prefixes.onlyCounted()));
        List<Cidr> used = new ArrayList<>(taken);
        used.addAll(Prefixes.ofIpv6(call, subnet, ipv6Prefixes.onlyNamed(), used));
        List<Ip> ipv6 = hasIpv6Addresses(subnet, ipv6Prefixes)
                ? Ipv6Addresses.ofNew(
                        call, subnet, Ipv6Addresses.named(asked.ipv6Addresses()), asked.ipv6AddressCount(), used)
                : List.of();
        prefixes.addAll(used.subList(taken.size(), used.size()));
        ipv6.forEach(ip -> used.add(ip.asCidr()));
        prefixes.addAll(Prefixes.ofIpv6(call, subnet, ipv6Prefixes.onlyCounted(), used));
        Interfaces.checkNumber((long) ipv4.size() + ipv4Prefixes.size());
        Interfaces.checkNumber((long) ipv6.size() + ipv6Prefixes.size());
        return new NewAddresses(ipv4, ipv6, prefixes);
    }

    /** Who gets prefixes gets no addresses as well, but where there is nothing else to have. */
    private static boolean hasIpv6Addresses(Subnet subnet, Prefixes.Wanted prefixes) {
        return prefixes.isNone() || subnet.ipv6Native();
    }

    /** All blocks that it is: those of addresses, and prefixes. */
    public List<Cidr> blocks(Family family) {
        return Stream.concat(Stream.concat(ipv4.stream(), ipv6.stream()).map(Ip::asCidr), prefixes.stream())
                .filter(block -> block.family() == family)
                .toList();
    }

    /**
     * How many places for IPv6 addresses an interface is to take, as a launch asks.
     *
     * @param subnet which may give an address to each
     */
    public static long ipv6Places(Subnet subnet, InstanceNetworkInterfaceSpecification asked) {
        Prefixes.Wanted prefixes = ipv6Prefixes(asked);
        List<String> named = Ipv6Addresses.named(asked.ipv6Addresses());
        boolean given =
                hasIpv6Addresses(subnet, prefixes) && Ipv6Addresses.isGiven(subnet, named, asked.ipv6AddressCount());
        return (given ? 1L : named.size() + (long) orZero(asked.ipv6AddressCount())) + prefixes.size();
    }

    /** The blocks of a family that a launch names, as far as they are any: who gets them is told when they are not. */
    public static List<Cidr> named(Family family, InstanceNetworkInterfaceSpecification asked) {
        Stream<String> addresses = switch (family) {
            case IPV4 ->
                Stream.concat(
                        Stream.ofNullable(asked.privateIpAddress()),
                        asked.privateIpAddresses().stream().map(PrivateIpAddressSpecification::privateIpAddress));
            case IPV6 -> Ipv6Addresses.named(asked.ipv6Addresses()).stream();
        };
        Stream<String> prefixes = switch (family) {
            case IPV4 -> Prefixes.ipv4(asked.ipv4Prefixes(), null).named().stream();
            case IPV6 -> Prefixes.ipv6(asked.ipv6Prefixes(), null).named().stream();
        };
        return Stream.concat(
                        addresses.filter(Objects::nonNull).flatMap(text -> Ip.find(text).map(Ip::asCidr).stream()),
                        prefixes.flatMap(text -> Cidr.find(text).stream())
                                .filter(block -> block.length() == NetworkInterface.prefixLength(family)))
                .filter(block -> block.family() == family)
                .toList();
    }

    private static Prefixes.Wanted ipv4Prefixes(InstanceNetworkInterfaceSpecification asked) {
        long named = asked.privateIpAddresses().stream()
                .filter(address -> !isPrimary(address))
                .count();
        return Prefixes.ipv4(asked.ipv4Prefixes(), asked.ipv4PrefixCount())
                .alone(Math.toIntExact(named), "privateIpAddresses")
                .alone(orZero(asked.secondaryPrivateIpAddressCount()), "secondaryPrivateIpAddressCount");
    }

    private static Prefixes.Wanted ipv6Prefixes(InstanceNetworkInterfaceSpecification asked) {
        return Prefixes.ipv6(asked.ipv6Prefixes(), asked.ipv6PrefixCount())
                .alone(asked.ipv6Addresses().size(), "ipv6Addresses")
                .alone(orZero(asked.ipv6AddressCount()), "ipv6AddressCount");
    }

    private static boolean isPrimary(PrivateIpAddressSpecification address) {
        return Boolean.TRUE.equals(address.primary());
    }

    private static int orZero(@Nullable Integer count) {
        return count == null ? 0 : Math.max(0, count);
    }
}
