package dev.postern.server.imported;

import dev.postern.model.AccountId;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.AwsPrefixList;
import dev.postern.model.ec2.ManagedPrefixList;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkAclAssociationId;
import dev.postern.model.ec2.NetworkAclId;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.SecurityGroupRuleId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import dev.postern.server.imported.records.MadeIds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Security groups, whose rules two calls tell, and network ACLs. */
final class Filters {
    /** The numbers of the rules that deny the rest, which every ACL has. */
    private static final int RULE_MAX = 32_766;

    private final Takeover to;
    private final Map<String, List<SecurityGroupRule>> rules = new TreeMap<>();

    private Filters(Takeover to) {
        this.to = to;
    }

    static void take(Takeover to) {
        Filters filters = new Filters(to);
        to.each(Kind.SECURITY_GROUP_RULES, filters::rule);
        to.each(Kind.SECURITY_GROUPS, filters::group);
        to.each(Kind.SECURITY_GROUP_VPCS, filters::association);
        to.each(Kind.NETWORK_ACLS, filters::acl);
    }

    private void rule(Item item) {
        String group = item.need("GroupId");
        item.skip("SecurityGroupRuleId", "SecurityGroupRuleArn", "GroupOwnerId");
        if (!to.records().has(Kind.SECURITY_GROUPS, group)) {
            item.gone("its group " + group + " is in none of the files");
            return;
        }
        Optional<SecurityGroupRule.Peer> peer = peer(item);
        if (peer.isEmpty()) {
            item.gone("it has no peer that is known");
            return;
        }
        Protocol protocol = protocol(item);
        rules.computeIfAbsent(group, _ -> new ArrayList<>())
                .add(new SecurityGroupRule(
                        new SecurityGroupRuleId(item.id()),
                        item.flag("IsEgress", false),
                        protocol,
                        ports(item, protocol),
                        peer.get(),
                        item.text("Description").orElse(""),
                        item.tags("Tags")));
    }

    private Optional<SecurityGroupRule.Peer> peer(Item item) {
        if (item.text("CidrIpv4").isPresent()) {
            return Optional.of(new SecurityGroupRule.CidrPeer(to.cidr(item, "CidrIpv4")));
        }
        if (item.text("CidrIpv6").isPresent()) {
            return Optional.of(new SecurityGroupRule.CidrPeer(to.cidr(item, "CidrIpv6")));
        }
        if (item.text("PrefixListId").isPresent()) {
            return Optional.of(list(item, item));
        }
        return item.part("ReferencedGroupInfo").map(info -> {
            info.skip("PeeringStatus", "VpcId", "VpcPeeringConnectionId", "GroupName");
            return group(item, info);
        });
    }

    private SecurityGroupRule.Peer list(Item record, Item item) {
        Scope scope = to.scope(record);
        PrefixListId id = PrefixLists.id(to, item, "PrefixListId", scope.region());
        if (AwsPrefixList.find(scope.region(), id).isEmpty()) {
            to.names(item, "PrefixListId", ManagedPrefixList.class, id.value());
        }
        return new SecurityGroupRule.PrefixListPeer(id);
    }

    private SecurityGroupRule.Peer group(Item record, Item item) {
        String id = item.need("GroupId");
        to.names(item, "GroupId", SecurityGroup.class, id);
        return new SecurityGroupRule.GroupPeer(
                new SecurityGroupId(id), item.text("UserId").map(AccountId::new).orElseGet(() -> to.account(record)));
    }

    private static Protocol protocol(Item item) {
        String text = item.need("IpProtocol");
        return Protocol.find(text).orElseThrow(() -> item.mistake("IpProtocol is not known: " + text));
    }

    private static PortRange ports(Item item, Protocol protocol) {
        int from = item.number("FromPort", -1);
        int ports = item.number("ToPort", -1);
        return protocol.isIcmp() || protocol.hasPorts() ? new PortRange(from, ports) : PortRange.ALL;
    }

    private void group(Item item) {
        String name = item.need("GroupName");
        Optional<String> vpc = item.text("VpcId");
        if (vpc.isEmpty() || !to.needs(item, "VpcId", Vpc.class, vpc.get())) {
            return;
        }
        item.skip("OwnerId", "SecurityGroupArn", "GroupId");
        List<SecurityGroupRule> own = rules.get(item.id());
        List<SecurityGroupRule> inside = new ArrayList<>();
        inside.addAll(permissions(item, "IpPermissions", false));
        inside.addAll(permissions(item, "IpPermissionsEgress", true));
        boolean twice = item.node().has("IpPermissions") || item.node().has("IpPermissionsEgress");
        if (own != null && twice && !told(own).equals(told(inside))) {
            throw item.mistake("describe-security-groups and describe-security-group-rules tell of different rules: "
                    + told(inside) + " and " + told(own));
        }
        if (own == null && !inside.isEmpty()) {
            item.note(
                    "SecurityGroupRuleId",
                    "the rules' ids are in none of the files (describe-security-group-rules): made here");
        }
        to.put(new SecurityGroup(
                to.scope(item),
                new SecurityGroupId(item.id()),
                new VpcId(vpc.get()),
                List.of(),
                name,
                item.text("Description").orElse(""),
                own == null ? inside : own,
                item.tags("Tags")));
    }

    private void association(Item item) {
        item.skip("GroupOwnerId", "VpcOwnerId", "StateReason");
        String state = item.need("State");
        String vpc = item.need("VpcId");
        if (!state.equals("associated")) {
            item.gone("it is " + state);
        } else if (to.needs(item, "GroupId", SecurityGroup.class, item.need("GroupId"))
                && to.needs(item, "VpcId", Vpc.class, vpc)) {
            associate(to, item, to.find(SecurityGroup.class, item.id()).orElseThrow(), new VpcId(vpc));
        }
    }

    /** Interfaces of a VPC may have a group: as is told, or as an interface has it. */
    static void associate(Takeover to, Item item, SecurityGroup group, VpcId vpc) {
        boolean own = to.find(Vpc.class, vpc.value())
                .filter(there -> there.scope().equals(group.scope()))
                .isPresent();
        if (!own) {
            item.gone("the VPC is another account's");
        } else if (!group.isIn(vpc)) {
            to.put(group.withAssociatedVpcs(Stream.concat(group.associatedVpcs().stream(), Stream.of(vpc))));
        }
    }

    private static List<String> told(List<SecurityGroupRule> rules) {
        return rules.stream()
                .map(rule -> (rule.egress() ? "out " : "in ") + rule.protocol() + " " + rule.ports() + " " + far(rule))
                .sorted()
                .toList();
    }

    private static String far(SecurityGroupRule rule) {
        return switch (rule.peer()) {
            case SecurityGroupRule.CidrPeer(var cidr) -> cidr.toString();
            case SecurityGroupRule.GroupPeer(var id, var _) -> id.value();
            case SecurityGroupRule.PrefixListPeer(var id) -> id.value();
        };
    }

    private List<SecurityGroupRule> permissions(Item group, String field, boolean egress) {
        List<SecurityGroupRule> all = new ArrayList<>();
        for (Item permission : group.parts(field)) {
            Protocol protocol = protocol(permission);
            PortRange ports = ports(permission, protocol);
            List<Item> peers = new ArrayList<>();
            List<SecurityGroupRule.Peer> far = new ArrayList<>();
            for (Item range : permission.parts("IpRanges")) {
                peers.add(range);
                far.add(new SecurityGroupRule.CidrPeer(to.cidr(range, "CidrIp")));
            }
            for (Item range : permission.parts("Ipv6Ranges")) {
                peers.add(range);
                far.add(new SecurityGroupRule.CidrPeer(to.cidr(range, "CidrIpv6")));
            }
            for (Item list : permission.parts("PrefixListIds")) {
                peers.add(list);
                far.add(list(group, list));
            }
            for (Item pair : permission.parts("UserIdGroupPairs")) {
                pair.skip("PeeringStatus", "VpcId", "VpcPeeringConnectionId", "GroupName");
                peers.add(pair);
                far.add(group(group, pair));
            }
            for (int i = 0; i < far.size(); i++) {
                String made = group.id() + field + protocol + ports + far.get(i);
                all.add(new SecurityGroupRule(
                        new SecurityGroupRuleId(MadeIds.of(SecurityGroupRuleId.PREFIX, made)),
                        egress,
                        protocol,
                        ports,
                        far.get(i),
                        peers.get(i).text("Description").orElse(""),
                        Tags.NONE));
            }
        }
        return all;
    }

    private void acl(Item item) {
        if (!to.needs(item, "VpcId", Vpc.class, item.need("VpcId"))) {
            return;
        }
        List<NetworkAcl.Entry> entries = new ArrayList<>();
        for (Item entry : item.parts("Entries")) {
            entry(entry).ifPresent(entries::add);
        }
        entries.sort(Comparator.comparing(NetworkAcl.Entry::egress).thenComparingInt(NetworkAcl.Entry::number));
        List<NetworkAcl.Association> associations = new ArrayList<>();
        for (Item one : item.parts("Associations")) {
            String subnet = one.need("SubnetId");
            one.skip("NetworkAclId");
            to.names(one, "SubnetId", Subnet.class, subnet);
            NetworkAclAssociationId id = new NetworkAclAssociationId(one.need("NetworkAclAssociationId"));
            to.find(Subnet.class, subnet)
                    .ifPresent(_ -> associations.add(new NetworkAcl.Association(id, new SubnetId(subnet))));
        }
        item.skip("OwnerId", "NetworkAclId");
        to.put(new NetworkAcl(
                to.scope(item),
                new NetworkAclId(item.id()),
                new VpcId(item.need("VpcId")),
                item.flag("IsDefault", false),
                entries,
                associations,
                item.tags("Tags")));
    }

    private Optional<NetworkAcl.Entry> entry(Item item) {
        int number = item.number("RuleNumber", 0);
        String protocolText = item.need("Protocol");
        Protocol protocol =
                Protocol.find(protocolText).orElseThrow(() -> item.mistake("Protocol is not known: " + protocolText));
        boolean egress = item.flag("Egress", false);
        boolean allow = item.need("RuleAction").equals("allow");
        String block = item.text("Ipv6CidrBlock").isPresent() ? "Ipv6CidrBlock" : "CidrBlock";
        PortRange ports = item.part("PortRange")
                .map(range -> new PortRange(range.number("From", 0), range.number("To", PortRange.ALL.to())))
                .or(() -> item.part("IcmpTypeCode")
                        .map(icmp -> new PortRange(icmp.number("Type", -1), icmp.number("Code", -1))))
                .orElse(protocol.isIcmp() ? PortRange.ANY_ICMP : PortRange.ALL);
        if (number > RULE_MAX) {
            item.skip(block);
            return Optional.empty();
        }
        return Optional.of(new NetworkAcl.Entry(number, egress, allow, protocol, ports, to.cidr(item, block)));
    }
}
