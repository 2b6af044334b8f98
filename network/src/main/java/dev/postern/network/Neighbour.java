package dev.postern.network;

import dev.postern.model.Indexes;
import dev.postern.model.Ref;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.ec2.VpcPeeringConnectionId;
import dev.postern.model.net.Cidr;
import dev.postern.model.shared.SharedMap;
import dev.postern.model.shared.SharedSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a VPC's network depends on of another one with which it is peered.
 *
 * @param populated whether something is plugged in there
 * @param mtu the largest packet that passes between them, in bytes
 * @param groups the members there of those groups that rules of this VPC name
 */
record Neighbour(
        VpcId vpc,
        List<Cidr> blocks,
        boolean populated,
        int mtu,
        SharedMap<SecurityGroupId, SharedMap<Ref, NetworkInterface>> groups) {
    /** The groups that rules of a VPC's groups name and that may have members elsewhere. */
    static SharedSet<SecurityGroupId> foreign(SharedMap<Ref, SecurityGroup> groups) {
        SharedSet<SecurityGroupId> foreign = SharedSet.empty();
        for (SecurityGroup group : groups.values()) {
            for (SecurityGroupRule rule : group.rules()) {
                if (rule.peer() instanceof SecurityGroupRule.GroupPeer(SecurityGroupId named, var _)
                        && isElsewhere(groups.get(new Ref(group.scope(), named.value())))) {
                    foreign = foreign.plus(named);
                }
            }
        }
        return foreign;
    }

    private static boolean isElsewhere(@Nullable SecurityGroup own) {
        return own == null || !own.associatedVpcs().isEmpty();
    }

    /**
     * Those of a VPC, by the connections that carry packets to them. Groups can be named across a connection within a Region only.
     *
     * @param populated of which VPCs something is plugged in
     */
    static SortedMap<VpcPeeringConnectionId, Neighbour> of(Snapshot now, VpcInputs inputs, Predicate<VpcId> populated) {
        TreeMap<VpcPeeringConnectionId, Neighbour> neighbours = new TreeMap<>();
        Vpc vpc = inputs.vpc();
        for (VpcPeeringConnection peering : inputs.peerings().values()) {
            Optional<Vpc> far = Optional.of(peering)
                    .filter(VpcPeeringConnection::carriesTraffic)
                    .flatMap(one -> one.across(vpc.id()))
                    .flatMap(side -> now.by(Indexes.VPCS_BY_ID, side.vpcId()).values().stream()
                            .findFirst());
            boolean near = far.filter(
                            there -> there.scope().region().equals(vpc.scope().region()))
                    .isPresent();
            far.ifPresent(there -> neighbours.put(
                    peering.id(),
                    new Neighbour(
                            there.id(),
                            there.cidrBlocks().stream()
                                    .map(Vpc.CidrAssociation::cidr)
                                    .toList(),
                            populated.test(there.id()),
                            near ? Mtu.INSIDE : Mtu.BETWEEN_REGIONS,
                            near ? members(now, inputs, there.id()) : SharedMap.empty())));
        }
        return neighbours;
    }

    private static SharedMap<SecurityGroupId, SharedMap<Ref, NetworkInterface>> members(
            Snapshot now, VpcInputs inputs, VpcId there) {
        SharedMap<SecurityGroupId, SharedMap<Ref, NetworkInterface>> members = SharedMap.empty();
        for (SecurityGroupId group : inputs.foreignGroups()) {
            SharedMap<Ref, NetworkInterface> its =
                    now.by(Indexes.INTERFACES_BY_GROUP_AND_VPC, NetworkInterface.memberKey(group, there));
            if (!its.isEmpty()) {
                members = members.plus(group, its);
            }
        }
        return members;
    }

    /** The members of each group at any of some neighbours. */
    static SharedMap<SecurityGroupId, SharedMap<Ref, NetworkInterface>> members(Collection<Neighbour> neighbours) {
        SharedMap<SecurityGroupId, SharedMap<Ref, NetworkInterface>> all = SharedMap.empty();
        for (Neighbour neighbour : neighbours) {
            for (Map.Entry<SecurityGroupId, SharedMap<Ref, NetworkInterface>> group :
                    neighbour.groups().entrySet()) {
                all = all.with(
                        group.getKey(), others -> others == null ? group.getValue() : and(others, group.getValue()));
            }
        }
        return all;
    }

    private static SharedMap<Ref, NetworkInterface> and(
            SharedMap<Ref, NetworkInterface> some, SharedMap<Ref, NetworkInterface> more) {
        SharedMap<Ref, NetworkInterface> all = some;
        for (Map.Entry<Ref, NetworkInterface> one : more.entrySet()) {
            all = all.plus(one.getKey(), one.getValue());
        }
        return all;
    }
}
