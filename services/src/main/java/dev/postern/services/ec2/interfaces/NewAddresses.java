package dev.postern.services.ec2.interfaces;

import dev.postern.model.ec2.Subnet;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.vpc.SubnetAddresses;
import java.util.Collection;
import java.util.List;
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
     * As a launch asks.
     *
     * @param free what of the subnet is free
     * @param before what interfaces of the same launch have
     */
    public static NewAddresses of(
            Ec2Call call,
            Subnet subnet,
            InstanceNetworkInterfaceSpecification asked,
            SubnetAddresses free,
            Collection<NewAddresses> before) {
        Prefixes.Wanted ipv4Prefixes = ipv4Prefixes(asked);
        Prefixes.Wanted ipv6Prefixes = ipv6Prefixes(asked);
        // Those that are named come before those that are chosen: what is chosen must be none of them.
        List<Cidr> first =
                Prefixes.ofIpv4(call, free, new Prefixes.Wanted(ipv4Prefixes.family(), ipv4Prefixes.named(), 0));
        SubnetAddresses left = free;
        for (Cidr prefix : first) {
            left = left.without(prefix);
        }
        List<Ip> ipv4 = Interfaces.privateIps(
                call,
                left,
                asked.privateIpAddress(),
                asked.privateIpAddresses(),
                asked.secondaryPrivateIpAddressCount());
        List<Cidr> counted = Prefixes.ofIpv4(
                call, left.with(ipv4), new Prefixes.Wanted(ipv4Prefixes.family(), List.of(), ipv4Prefixes.count()));
        List<Ip> ipv6 = ipv6Prefixes.isNone() || subnet.ipv6Native()
                ? Ipv6Addresses.ofNew(
                        call,
                        subnet,
                        Ipv6Addresses.named(asked.ipv6Addresses()),
                        asked.ipv6AddressCount(),
                        before.stream().flatMap(one -> one.ipv6.stream()).toList())
                : List.of();
        List<Cidr> delegated = Prefixes.ofIpv6(
                call,
                subnet,
                ipv6Prefixes,
                Stream.concat(before.stream().flatMap(one -> one.ipv6.stream()), ipv6.stream())
                        .toList(),
                before.stream().flatMap(one -> one.prefixes.stream()).toList());
        Interfaces.checkNumber((long) ipv4.size() + ipv4Prefixes.size());
        Interfaces.checkNumber((long) ipv6.size() + ipv6Prefixes.size());
        return new NewAddresses(
                ipv4,
                ipv6,
                Stream.of(first, counted, delegated).flatMap(List::stream).toList());
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
