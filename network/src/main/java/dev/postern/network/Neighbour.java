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
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a VPC's network depends on of another one with which it is peered.
 *
 * @param populated whether something is plugged in there
 * @param mtu the largest packet that passes between them, in bytes
 * @param groups the members of those of its groups that rules of this VPC name
 */
record Neighbour(
        VpcId vpc,
        List<Cidr> blocks,
        boolean populated,
        int mtu,
        SharedMap<SecurityGroupId, SharedMap<Ref, NetworkInterface>> groups) {
    /** The groups that rules of a VPC's groups name and that are not its own. */
    static SharedSet<SecurityGroupId> foreign(SharedMap<Ref, SecurityGroup> groups) {
        SharedSet<SecurityGroupId> foreign = SharedSet.empty();
        for (SecurityGroup group : groups.values()) {
            for (SecurityGroupRule rule : group.rules()) {
                if (rule.peer() instanceof SecurityGroupRule.GroupPeer(SecurityGroupId named, var _)
                        && !groups.containsKey(new Ref(group.scope(), named.value()))) {
                    foreign = foreign.plus(named);
                }
            }
        }
        return foreign;
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

    /** A group's members are all in the VPC in which it is. */
    private static SharedMap<SecurityGroupId, SharedMap<Ref, NetworkInterface>> members(
            Snapshot now, VpcInputs inputs, VpcId there) {
        SharedMap<SecurityGroupId, SharedMap<Ref, NetworkInterface>> members = SharedMap.empty();
        for (SecurityGroupId group : inputs.foreignGroups()) {
            SharedMap<Ref, NetworkInterface> its = now.by(Indexes.INTERFACES_BY_GROUP, group);
            if (!its.isEmpty() && its.values().iterator().next().vpcId().equals(there)) {
                members = members.plus(group, its);
            }
        }
        return members;
    }
}
