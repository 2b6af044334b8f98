package dev.postern.network;

import dev.postern.model.ec2.AwsPrefixList;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compiles sets of security groups: peers become addresses.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html">Security group rules</a>
 */
final class PolicyCompiler {
    private final Vpc vpc;
    private final Map<SecurityGroupId, SecurityGroup> groups = new TreeMap<>();
    private final Map<SecurityGroupId, TreeSet<Ip>> members = new TreeMap<>();

    PolicyCompiler(Vpc vpc, List<SecurityGroup> groups, List<NetworkInterface> interfaces) {
        this.vpc = vpc;
        groups.forEach(group -> this.groups.put(group.id(), group));
        for (NetworkInterface eni : interfaces) {
            for (SecurityGroupId group : eni.groups()) {
                members.computeIfAbsent(group, id -> new TreeSet<>()).addAll(eni.privateIps());
            }
        }
    }

    SecurityPolicy compile(GroupSet set) {
        return new SecurityPolicy(
                DirectionPolicy.compile(rules(set, false)), DirectionPolicy.compile(rules(set, true)));
    }

    private List<DirectionPolicy.Rule> rules(GroupSet set, boolean egress) {
        return set.groups().stream()
                .flatMap(id -> Optional.ofNullable(groups.get(id)).stream())
                .flatMap(group -> group.rules().stream()
                        .filter(rule -> rule.egress() == egress)
                        .map(rule -> new DirectionPolicy.Rule(
                                group.id(),
                                rule.id(),
                                rule.protocol(),
                                KeyRange.of(rule.protocol(), rule.ports()),
                                rule.peer(),
                                peers(rule.peer()))))
                .toList();
    }

    private AddressSet peers(SecurityGroupRule.Peer peer) {
        return switch (peer) {
            case SecurityGroupRule.CidrPeer(Cidr cidr) -> AddressSet.of(List.of(cidr));
            case SecurityGroupRule.GroupPeer(SecurityGroupId group, var _) ->
                AddressSet.of(members.getOrDefault(group, new TreeSet<>()).stream()
                        .map(Ip::asCidr)
                        .toList());
            case SecurityGroupRule.PrefixListPeer(PrefixListId list) ->
                AwsPrefixList.find(vpc.scope().region(), list)
                        .map(found -> AddressSet.of(found.blocks()))
                        .orElse(AddressSet.NONE);
        };
    }
}
