package dev.postern.services.ec2.filtering;

import dev.postern.model.Arn;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.services.ec2.call.TagRules;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.RevokedSecurityGroupRule;

/** Security group rules as EC2 shows them, one by one. */
final class RuleView {
    private RuleView() {}

    static List<software.amazon.awssdk.services.ec2.model.SecurityGroupRule> of(
            Snapshot snapshot, SecurityGroup group, List<SecurityGroupRule> rules) {
        return rules.stream().map(rule -> of(snapshot, group, rule)).toList();
    }

    static software.amazon.awssdk.services.ec2.model.SecurityGroupRule of(
            Snapshot snapshot, SecurityGroup group, SecurityGroupRule rule) {
        software.amazon.awssdk.services.ec2.model.SecurityGroupRule.Builder view =
                software.amazon.awssdk.services.ec2.model.SecurityGroupRule.builder()
                        .securityGroupRuleId(rule.id().value())
                        .securityGroupRuleArn(Arn.of("ec2", group.scope(), "security-group-rule/" + rule.id())
                                .toString())
                        .groupId(group.key())
                        .groupOwnerId(group.scope().account().value())
                        .isEgress(rule.egress())
                        .ipProtocol(rule.protocol().toString())
                        .fromPort(Permissions.from(rule))
                        .toPort(Permissions.to(rule))
                        .description(rule.description().isEmpty() ? null : rule.description())
                        .tags(TagRules.view(rule.tags()));
        switch (rule.peer()) {
            case SecurityGroupRule.CidrPeer(Cidr cidr)
            when cidr.family() == Family.IPV4 -> view.cidrIpv4(cidr.toString());
            case SecurityGroupRule.CidrPeer(Cidr cidr) -> view.cidrIpv6(cidr.toString());
            case SecurityGroupRule.PrefixListPeer(PrefixListId id) -> view.prefixListId(id.value());
            case SecurityGroupRule.GroupPeer peer ->
                view.referencedGroupInfo(g -> {
                    g.groupId(peer.groupId().value()).userId(peer.account().value());
                    PeerGroups.of(snapshot, group, peer).ifPresent(far -> {
                        far.vpc().ifPresent(vpc -> g.vpcId(vpc.value()));
                        far.peering().ifPresent(one -> g.vpcPeeringConnectionId(one.key()));
                        far.status().ifPresent(g::peeringStatus);
                    });
                });
        }
        return view.build();
    }

    static List<RevokedSecurityGroupRule> revoked(
            Snapshot snapshot, SecurityGroup group, List<SecurityGroupRule> rules) {
        return of(snapshot, group, rules).stream()
                .map(rule -> RevokedSecurityGroupRule.builder()
                        .securityGroupRuleId(rule.securityGroupRuleId())
                        .groupId(rule.groupId())
                        .isEgress(rule.isEgress())
                        .ipProtocol(rule.ipProtocol())
                        .fromPort(rule.fromPort())
                        .toPort(rule.toPort())
                        .cidrIpv4(rule.cidrIpv4())
                        .cidrIpv6(rule.cidrIpv6())
                        .prefixListId(rule.prefixListId())
                        .referencedGroupId(
                                rule.referencedGroupInfo() == null
                                        ? null
                                        : rule.referencedGroupInfo().groupId())
                        .description(rule.description())
                        .build())
                .toList();
    }
}
