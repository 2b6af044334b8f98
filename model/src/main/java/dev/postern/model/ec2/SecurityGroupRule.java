package dev.postern.model.ec2;

import dev.postern.model.AccountId;
import dev.postern.model.Tags;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;

/**
 * One rule of a security group: one protocol and port range, one peer.
 *
 * @param egress for packets that leave the group's members; else for those that come to them
 * @param description may be empty
 */
public record SecurityGroupRule(
        SecurityGroupRuleId id,
        boolean egress,
        Protocol protocol,
        PortRange ports,
        Peer peer,
        String description,
        Tags tags) {
    /** The far side of the traffic. */
    public sealed interface Peer {}

    /** A block of addresses. */
    public record CidrPeer(Cidr cidr) implements Peer {}

    /** The interfaces that are members of a group, by their private addresses. */
    public record GroupPeer(SecurityGroupId groupId, AccountId account) implements Peer {}

    /** The blocks of a prefix list. */
    public record PrefixListPeer(PrefixListId prefixListId) implements Peer {}
}
