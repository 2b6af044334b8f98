package dev.postern.services.ec2.interfaces;

import dev.postern.model.Change;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.fabric.FreeAddresses;
import dev.postern.storage.Cloud.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AssignIpv6AddressesRequest;
import software.amazon.awssdk.services.ec2.model.AssignIpv6AddressesResponse;
import software.amazon.awssdk.services.ec2.model.InstanceIpv6Address;
import software.amazon.awssdk.services.ec2.model.UnassignIpv6AddressesRequest;
import software.amazon.awssdk.services.ec2.model.UnassignIpv6AddressesResponse;

/**
 * The IPv6 addresses of interfaces: chosen by the user or by AWS, from the subnet's block. The first four and the last of a block are
 * AWS's.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html#ipv6-addressing">IPv6 addresses</a>
 */
public final class Ipv6Addresses {
    private Ipv6Addresses() {}

    static Outcome<AssignIpv6AddressesResponse> assign(Ec2Call call, AssignIpv6AddressesRequest request) {
        NetworkInterface eni = Noun.INTERFACE.require(call, request.networkInterfaceId(), "networkInterfaceId");
        Interfaces.refuseManaged(eni);
        Subnet subnet = call.get(Subnet.class, eni.subnetId());
        Integer count = request.ipv6AddressCount();
        List<String> named = request.ipv6Addresses();
        Prefixes.Wanted prefixes = Prefixes.wanted(Family.IPV6, request.ipv6Prefixes(), request.ipv6PrefixCount())
                .alone(named.size(), "ipv6Addresses")
                .alone(count == null ? 0 : count, "ipv6AddressCount");
        if (named.isEmpty() && (count == null || count == 0) && prefixes.isNone()) {
            throw Ec2Error.MISSING_PARAMETER.of("ipv6AddressCount");
        }
        List<Ip> added = of(call, subnet, named, count, List.of());
        List<Ip> all = Stream.concat(eni.ipv6Ips().stream(), added.stream()).toList();
        Interfaces.checkAddresses(call, eni, eni.places(Family.IPV6) + added.size(), prefixes);
        List<Cidr> delegated = Prefixes.ofIpv6(call, subnet, prefixes, List.of());
        return new Outcome<>(
                Change.put(eni.withIpv6Ips(all)
                        .withPrefixes(Stream.concat(eni.prefixes().stream(), delegated.stream())
                                .toList())),
                AssignIpv6AddressesResponse.builder()
                        .networkInterfaceId(eni.key())
                        .assignedIpv6Prefixes(
                                delegated.stream().map(Cidr::toString).toList())
                        .assignedIpv6Addresses(added.stream().map(Ip::toString).toList())
                        .build());
    }

    static Outcome<UnassignIpv6AddressesResponse> unassign(Ec2Call call, UnassignIpv6AddressesRequest request) {
        NetworkInterface eni = Noun.INTERFACE.require(call, request.networkInterfaceId(), "networkInterfaceId");
        Interfaces.refuseManaged(eni);
        if (request.ipv6Addresses().isEmpty() && request.ipv6Prefixes().isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("ipv6Addresses");
        }
        List<Ip> rest = new ArrayList<>(eni.ipv6Ips());
        for (String text : request.ipv6Addresses()) {
            if (eni.primaryIpv6Ip()
                    .filter(Ip.find(text).stream().toList()::contains)
                    .isPresent()) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "The primary IPv6 address " + text + " of interface " + eni.id() + " cannot be unassigned.");
            }
            if (Ip.find(text).filter(rest::remove).isEmpty()) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "Some of the specified addresses are not assigned to interface " + eni.id());
            }
        }
        if (rest.isEmpty() && eni.primaryIpv4().isEmpty()) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("The interface '" + eni.id()
                    + "' is in a subnet of IPv6 only: its last IPv6 address cannot be unassigned.");
        }
        return new Outcome<>(
                Change.put(
                        eni.withIpv6Ips(rest).withPrefixes(Prefixes.without(eni, Family.IPV6, request.ipv6Prefixes()))),
                UnassignIpv6AddressesResponse.builder()
                        .unassignedIpv6Prefixes(request.ipv6Prefixes())
                        .networkInterfaceId(eni.key())
                        .unassignedIpv6Addresses(request.ipv6Addresses())
                        .build());
    }

    /**
     * Whether the first address of a new interface is to be its primary one.
     *
     * @param wanted as the request says it
     */
    public static boolean isPrimary(Subnet subnet, @Nullable Boolean wanted) {
        if (Boolean.TRUE.equals(wanted) && subnet.ipv6Cidr().isEmpty()) {
            throw Ec2Error.IPV6_NOT_IN_SUBNET.of(subnet.id());
        }
        return Boolean.TRUE.equals(wanted);
    }

    /** As {@link #isPrimary(Subnet, Boolean)} of one that is there: what has a primary address keeps it. */
    static boolean isPrimary(Ec2Call call, NetworkInterface eni, @Nullable Boolean wanted) {
        if (Boolean.FALSE.equals(wanted) && eni.primaryIpv6()) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "The primary IPv6 address of interface " + eni.id() + " cannot be disabled once it is enabled.");
        }
        return eni.primaryIpv6() || isPrimary(call.get(Subnet.class, eni.subnetId()), wanted);
    }

    /** The addresses that a request names. */
    public static List<String> named(List<InstanceIpv6Address> addresses) {
        return addresses.stream()
                .map(InstanceIpv6Address::ipv6Address)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * The addresses of a new interface: those that are asked for, or one if its subnet gives one to each.
     *
     * @param taken addresses and prefixes that the same request gives
     */
    public static List<Ip> ofNew(
            Ec2Call call, Subnet subnet, List<String> named, @Nullable Integer count, Collection<Cidr> taken) {
        return of(call, subnet, named, isGiven(subnet, named, count) ? Integer.valueOf(1) : count, taken);
    }

    /**
     * Whether a subnet gives a new interface an address that nobody asked for; in one of IPv6 only it does so also where none is asked for,
     * as there is nothing else to have.
     */
    static boolean isGiven(Subnet subnet, List<String> named, @Nullable Integer count) {
        return (count == null || (count == 0 && subnet.ipv6Native()))
                && named.isEmpty()
                && subnet.assignIpv6AddressOnCreation();
    }

    private static List<Ip> of(
            Ec2Call call, Subnet subnet, List<String> named, @Nullable Integer count, Collection<Cidr> taken) {
        if (count != null && count < 0) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Value (" + count + ") for parameter ipv6AddressCount is invalid.");
        }
        if (count != null && count > 0 && !named.isEmpty()) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "The parameter ipv6AddressCount cannot be used with the parameter ipv6Addresses");
        }
        int chosen = count == null ? 0 : count;
        if (named.isEmpty() && chosen == 0) {
            return List.of();
        }
        Interfaces.checkNumber(Math.max(named.size(), chosen));
        Cidr block = subnet.ipv6Cidr().orElseThrow(() -> Ec2Error.IPV6_NOT_IN_SUBNET.of(subnet.id()));
        List<Cidr> used = new ArrayList<>(taken);
        List<Ip> addresses = new ArrayList<>();
        for (String text : named) {
            addresses.add(claim(call, block, text, used));
            used.add(addresses.getLast().asCidr());
        }
        for (int i = 0; i < chosen; i++) {
            addresses.add(FreeAddresses.nextIpv6(
                            call.snapshot(),
                            subnet,
                            ip -> isIn(used, ip),
                            call.context().ids())
                    .orElseThrow(() -> Ec2Error.NO_FREE_ADDRESSES.of(subnet.id())));
            used.add(addresses.getLast().asCidr());
        }
        return addresses;
    }

    private static Ip claim(Ec2Call call, Cidr block, String text, List<Cidr> used) {
        Ip ip = Ip.find(text)
                .filter(found -> found.family() == Family.IPV6)
                .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of("invalid value for parameter address: " + text));
        if (!block.contains(ip)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Address " + text + " does not fall within the subnet's address range");
        }
        if (FreeAddresses.isReserved(block, ip)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Address " + text + " is in subnet's reserved address range");
        }
        if (FreeAddresses.isTaken(call.snapshot(), ip) || isIn(used, ip)) {
            throw Ec2Error.IPV6_IN_USE.of(text);
        }
        return ip;
    }

    private static boolean isIn(List<Cidr> blocks, Ip ip) {
        return blocks.stream().anyMatch(block -> block.contains(ip));
    }
}
