package dev.postern.network;

import dev.postern.model.Indexes;
import dev.postern.model.Ref;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.EgressOnlyInternetGateway;
import dev.postern.model.ec2.EgressOnlyInternetGatewayId;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.ManagedPrefixList;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.ec2.VpcPeeringConnectionId;
import dev.postern.model.shared.SharedMap;
import dev.postern.model.shared.SharedSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;

/**
 * All of a snapshot that one VPC's intent is compiled from. What did not change since the previous one is the same object, so that only
 * the rest is compiled again.
 *
 * @param interfaces all of the VPC, plugged in or not: rules that name a group mean every member
 * @param plugged those at which somebody is who has a network
 * @param prefixLists those that the account has in the VPC's Region
 * @param peerings the VPC's, in whatever state
 * @param foreignGroups those that rules name and that may have members in another VPC
 * @param neighbours the VPCs to which peering connections carry packets
 * @param elasticIps those that are associated with one of {@code plugged}
 * @param publicAccess what is blocked of its traffic with the internet
 * @param counted whether there is a flow log of it, or of something in it
 */
record VpcInputs(
        Vpc vpc,
        SharedMap<Ref, Subnet> subnets,
        SharedMap<Ref, RouteTable> routeTables,
        SharedMap<Ref, NetworkAcl> acls,
        SharedMap<Ref, SecurityGroup> groups,
        SharedMap<Ref, NetworkInterface> interfaces,
        SharedMap<NetworkInterfaceId, Plugged> plugged,
        SharedMap<Ref, NatGateway> nats,
        SharedMap<Ref, VpcEndpoint> endpoints,
        Optional<InternetGatewayId> gateway,
        Optional<EgressOnlyInternetGatewayId> egress,
        SharedMap<Ref, ManagedPrefixList> prefixLists,
        SharedMap<NetworkInterfaceId, SharedMap<Ref, Address>> elasticIps,
        SharedMap<Ref, VpcPeeringConnection> peerings,
        SharedSet<SecurityGroupId> foreignGroups,
        SortedMap<VpcPeeringConnectionId, Neighbour> neighbours,
        PublicAccess publicAccess,
        boolean counted) {

    /**
     * What there is of a VPC now. Its neighbours are still those that there were.
     *
     * @param previous what there was
     * @param touched interfaces that may not be as they were then, plugged in or not
     */
    static VpcInputs of(Balancing with, Vpc vpc, Optional<VpcInputs> previous, Collection<Ref> touched) {
        Snapshot now = with.snapshot();
        VpcId id = vpc.id();
        SharedMap<Ref, NetworkInterface> interfaces = now.by(Indexes.INTERFACES_BY_VPC, id);
        SharedMap<NetworkInterfaceId, Plugged> plugged =
                previous.map(VpcInputs::plugged).orElse(SharedMap.empty());
        SharedMap<NetworkInterfaceId, SharedMap<Ref, Address>> elasticIps =
                previous.map(VpcInputs::elasticIps).orElse(SharedMap.empty());
        for (Ref ref : touched) {
            NetworkInterfaceId eniId = new NetworkInterfaceId(ref.key());
            NetworkInterface eni = interfaces.get(ref);
            Optional<Plugged> in = Optional.ofNullable(eni).flatMap(one -> Plugged.of(with, one));
            if (in.isPresent()) {
                plugged = plugged.plus(eniId, in.get());
                SharedMap<Ref, Address> addresses = now.by(Indexes.ADDRESSES_BY_INTERFACE, eniId);
                elasticIps = addresses.isEmpty() ? elasticIps.minus(eniId) : elasticIps.plus(eniId, addresses);
            } else {
                plugged = plugged.minus(eniId);
                elasticIps = elasticIps.minus(eniId);
            }
        }
        SharedMap<Ref, SecurityGroup> groups = now.by(Indexes.GROUPS_BY_VPC, id);
        return new VpcInputs(
                vpc,
                now.by(Indexes.SUBNETS_BY_VPC, id),
                now.by(Indexes.ROUTE_TABLES_BY_VPC, id),
                now.by(Indexes.ACLS_BY_VPC, id),
                groups,
                interfaces,
                plugged,
                now.by(Indexes.NAT_GATEWAYS_BY_VPC, id),
                now.by(Indexes.ENDPOINTS_BY_VPC, id),
                now.by(Indexes.GATEWAYS_BY_VPC, id).values().stream()
                        .map(InternetGateway::id)
                        .findFirst(),
                now.by(Indexes.EGRESS_GATEWAYS_BY_VPC, id).values().stream()
                        .map(EgressOnlyInternetGateway::id)
                        .findFirst(),
                now.by(Indexes.PREFIX_LISTS_BY_SCOPE, vpc.scope()),
                elasticIps,
                now.by(Indexes.PEERINGS_BY_VPC, id),
                previous.filter(was -> was.groups().equals(groups))
                        .map(VpcInputs::foreignGroups)
                        .orElseGet(() -> Neighbour.foreign(groups)),
                previous.map(VpcInputs::neighbours).orElse(Collections.emptySortedMap()),
                PublicAccess.of(now, vpc),
                !now.by(Indexes.FLOW_LOGS_BY_VPC, id).isEmpty());
    }

    VpcInputs withNeighbours(SortedMap<VpcPeeringConnectionId, Neighbour> now) {
        return new VpcInputs(
                vpc,
                subnets,
                routeTables,
                acls,
                groups,
                interfaces,
                plugged,
                nats,
                endpoints,
                gateway,
                egress,
                prefixLists,
                elasticIps,
                peerings,
                foreignGroups,
                now,
                publicAccess,
                counted);
    }
}
