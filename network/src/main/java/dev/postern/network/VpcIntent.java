package dev.postern.network;

import dev.postern.model.Scope;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.shared.SharedMap;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What one VPC's network must do. Everything in it is ordered, resolved and free of references to the snapshot; its maps are shared with
 * the intents before and after it, as far as they are the same.
 *
 * @param cidrs the VPC's blocks, the primary first
 * @param subnets those with interfaces
 * @param interfaces those that are plugged in
 * @param addresses which interface has a private address
 * @param routeTables those that the subnets use
 * @param policies by the groups that the interfaces have
 * @param internetGateway the attached one
 * @param publicAddresses the public address that stands for a private one
 * @param guestServices what answers at the addresses that every VPC has
 */
public record VpcIntent(
        Scope scope,
        VpcId id,
        List<Cidr> cidrs,
        SortedMap<SubnetId, SubnetIntent> subnets,
        SortedMap<NetworkInterfaceId, InterfaceIntent> interfaces,
        SortedMap<Ip, InterfaceIntent> addresses,
        SortedMap<RouteTableId, RouteTableIntent> routeTables,
        SortedMap<GroupSet, SecurityPolicy> policies,
        Optional<InternetGatewayId> internetGateway,
        SortedMap<Ip, Ip> publicAddresses,
        SortedSet<GuestService> guestServices) {
    public VpcIntent {
        cidrs = List.copyOf(cidrs);
        subnets = SharedMap.copyOf(subnets);
        interfaces = SharedMap.copyOf(interfaces);
        addresses = SharedMap.copyOf(addresses);
        routeTables = SharedMap.copyOf(routeTables);
        policies = SharedMap.copyOf(policies);
        publicAddresses = SharedMap.copyOf(publicAddresses);
        guestServices = Collections.unmodifiableSortedSet(new TreeSet<>(guestServices));
    }

    public Optional<InterfaceIntent> interfaceAt(Ip privateAddress) {
        return Optional.ofNullable(addresses.get(privateAddress));
    }

    /** One of the VPC's plugged-in interfaces. */
    public InterfaceIntent interfaceOf(NetworkInterfaceId id) {
        return present(interfaces, id);
    }

    public SubnetIntent subnetOf(InterfaceIntent plugged) {
        return present(subnets, plugged.subnet());
    }

    public RouteTableIntent routeTableOf(InterfaceIntent plugged) {
        return present(routeTables, subnetOf(plugged).routeTable());
    }

    public SecurityPolicy policyOf(GroupSet groups) {
        return present(policies, groups);
    }

    private static <K, V> V present(SortedMap<K, V> map, K key) {
        V value = map.get(key);
        if (value == null) {
            throw new IllegalArgumentException(key + " is not plugged in here");
        }
        return value;
    }
}
