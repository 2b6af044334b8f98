package dev.postern.services.ec2.filtering;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.prefixlists.PrefixLists;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/**
 * Security group rules in the older form: one permission holds a protocol, ports, and all peers that share them.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html">IpPermission</a>
 */
final class Permissions {
    private static final int PORT_MAX = 65535;

    private Permissions() {}

    /** A rule that a request asks for; it has no id yet. */
    record Wanted(boolean egress, Protocol protocol, PortRange ports, SecurityGroupRule.Peer peer, String description) {
        boolean isSameAs(SecurityGroupRule rule) {
            return rule.egress() == egress
                    && rule.protocol().equals(protocol)
                    && rule.ports().equals(ports)
                    && rule.peer().equals(peer);
        }

        /** As the error for duplicates writes a rule. */
        String text() {
            String far = switch (peer) {
                case SecurityGroupRule.CidrPeer(Cidr cidr) -> cidr.toString();
                case SecurityGroupRule.GroupPeer group -> group.groupId().value();
                case SecurityGroupRule.PrefixListPeer(PrefixListId id) -> id.value();
            };
            if (protocol.equals(Protocol.ALL)) {
                return "peer: " + far + ", ALL, ALLOW";
            }
            String name = protocol.toString().toUpperCase(Locale.ROOT);
            return "peer: " + far + ", " + name + ", from port: " + ports.from() + ", to port: " + ports.to()
                    + ", ALLOW";
        }
    }

    /** The rules that permissions stand for, in their order. */
    static List<Wanted> read(Ec2Call call, SecurityGroup group, boolean egress, List<IpPermission> permissions) {
        List<Wanted> rules = new ArrayList<>();
        for (IpPermission permission : permissions) {
            Protocol protocol = protocol(permission.ipProtocol());
            PortRange ports = ports(protocol, permission.fromPort(), permission.toPort());
            int before = rules.size();
            permission
                    .ipRanges()
                    .forEach(range -> rules.add(new Wanted(
                            egress,
                            protocol,
                            ports,
                            cidr(range.cidrIp(), Family.IPV4),
                            description(range.description()))));
            permission
                    .ipv6Ranges()
                    .forEach(range -> rules.add(new Wanted(
                            egress,
                            protocol,
                            ports,
                            cidr(range.cidrIpv6(), Family.IPV6),
                            description(range.description()))));
            permission
                    .prefixListIds()
                    .forEach(list -> rules.add(new Wanted(
                            egress,
                            protocol,
                            ports,
                            prefixList(call, list.prefixListId()),
                            description(list.description()))));
            permission
                    .userIdGroupPairs()
                    .forEach(pair -> rules.add(new Wanted(
                            egress,
                            protocol,
                            ports,
                            PeerGroups.named(call, group, pair),
                            description(pair.description()))));
            if (rules.size() == before) {
                throw Ec2Error.MISSING_PARAMETER.of("ipRanges, ipv6Ranges, prefixListIds or groups");
            }
        }
        return rules;
    }

    static Protocol protocol(@Nullable String text) {
        if (text == null) {
            throw Ec2Error.MISSING_PARAMETER.of("ipProtocol");
        }
        return Protocol.find(text)
                .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "Invalid value '" + text + "' for IP protocol. Unknown protocol."));
    }

    static PortRange ports(Protocol protocol, @Nullable Integer from, @Nullable Integer to) {
        if (protocol.isIcmp()) {
            int type = from == null ? -1 : from;
            int code = to == null ? -1 : to;
            if (type < -1 || type > 255 || code < -1 || code > 255) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of("ICMP type (" + type + ") or code (" + code + ") is invalid");
            }
            if (type == -1 && code != -1) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "ICMP code (" + code + ") cannot be specified for all ICMP types");
            }
            return new PortRange(type, code);
        }
        if (!protocol.hasPorts()) {
            return PortRange.ALL;
        }
        if (from == null || to == null) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Invalid value for portRange. Must specify both from and to ports with TCP/UDP.");
        }
        if (from < 0 || to > PORT_MAX || from > to) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Invalid "
                    + protocol.toString().toUpperCase(Locale.ROOT) + " port range (" + from + ":" + to + ")");
        }
        return new PortRange(from, to);
    }

    static SecurityGroupRule.Peer cidr(@Nullable String text, Family family) {
        return new SecurityGroupRule.CidrPeer(Cidr.find(String.valueOf(text))
                .filter(cidr -> cidr.family() == family)
                .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of("CIDR block " + text + " is malformed")));
    }

    static SecurityGroupRule.Peer prefixList(Ec2Call call, @Nullable String id) {
        return new SecurityGroupRule.PrefixListPeer(PrefixLists.require(call, id));
    }

    static String description(@Nullable String text) {
        if (text == null) {
            return "";
        }
        if (text.length() > 255 || !text.matches("[a-zA-Z0-9. _\\-:/()#,@\\[\\]+=&;{}!$*]*")) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Invalid rule description. Valid descriptions are strings less"
                    + " than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*");
        }
        return text;
    }

    /** The first port as rules show it; -1 where the protocol has none. */
    static int from(SecurityGroupRule rule) {
        return shows(rule) ? rule.ports().from() : -1;
    }

    static int to(SecurityGroupRule rule) {
        return shows(rule) ? rule.ports().to() : -1;
    }

    private static boolean shows(SecurityGroupRule rule) {
        return rule.protocol().hasPorts() || rule.protocol().isIcmp();
    }

    /** One permission for each protocol and port range, in the order in which they first appear. */
    static List<IpPermission> view(Snapshot snapshot, SecurityGroup group, boolean egress) {
        record Key(Protocol protocol, PortRange ports) {}

        Map<Key, List<SecurityGroupRule>> byKey = new LinkedHashMap<>();
        for (SecurityGroupRule rule : group.rules()) {
            if (rule.egress() == egress) {
                byKey.computeIfAbsent(new Key(rule.protocol(), rule.ports()), k -> new ArrayList<>())
                        .add(rule);
            }
        }
        return byKey.values().stream()
                .map(rules -> view(snapshot, group, rules))
                .toList();
    }

    private static IpPermission view(Snapshot snapshot, SecurityGroup group, List<SecurityGroupRule> rules) {
        List<IpRange> ipv4 = new ArrayList<>();
        List<Ipv6Range> ipv6 = new ArrayList<>();
        List<software.amazon.awssdk.services.ec2.model.PrefixListId> lists = new ArrayList<>();
        List<UserIdGroupPair> groups = new ArrayList<>();
        for (SecurityGroupRule rule : rules) {
            String text = rule.description().isEmpty() ? null : rule.description();
            switch (rule.peer()) {
                case SecurityGroupRule.CidrPeer(Cidr cidr)
                when cidr.family() == Family.IPV4 ->
                    ipv4.add(IpRange.builder()
                            .cidrIp(cidr.toString())
                            .description(text)
                            .build());
                case SecurityGroupRule.CidrPeer(Cidr cidr) ->
                    ipv6.add(Ipv6Range.builder()
                            .cidrIpv6(cidr.toString())
                            .description(text)
                            .build());
                case SecurityGroupRule.PrefixListPeer(PrefixListId id) ->
                    lists.add(software.amazon.awssdk.services.ec2.model.PrefixListId.builder()
                            .prefixListId(id.value())
                            .description(text)
                            .build());
                case SecurityGroupRule.GroupPeer peer ->
                    groups.add(pair(snapshot, group, peer).toBuilder()
                            .description(text)
                            .build());
            }
        }
        SecurityGroupRule first = rules.getFirst();
        IpPermission.Builder view = IpPermission.builder()
                .ipProtocol(first.protocol().toString())
                .ipRanges(ipv4)
                .ipv6Ranges(ipv6)
                .prefixListIds(lists)
                .userIdGroupPairs(groups);
        if (shows(first)) {
            view.fromPort(first.ports().from()).toPort(first.ports().to());
        }
        return view.build();
    }

    /** Of a group in another VPC it is said where that is, and what has become of the connection. */
    private static UserIdGroupPair pair(Snapshot snapshot, SecurityGroup group, SecurityGroupRule.GroupPeer peer) {
        UserIdGroupPair.Builder pair = UserIdGroupPair.builder()
                .groupId(peer.groupId().value())
                .userId(peer.account().value());
        PeerGroups.of(snapshot, group, peer).ifPresent(far -> {
            far.vpc().ifPresent(vpc -> pair.vpcId(vpc.value()));
            far.peering().ifPresent(one -> pair.vpcPeeringConnectionId(one.key()));
            far.status().ifPresent(pair::peeringStatus);
        });
        return pair.build();
    }
}
