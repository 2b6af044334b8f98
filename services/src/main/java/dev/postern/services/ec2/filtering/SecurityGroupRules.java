package dev.postern.services.ec2.filtering;

import dev.postern.model.Change;
import dev.postern.model.Tags;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.SecurityGroupRuleId;
import dev.postern.model.net.Family;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.Quota;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.services.ec2.prefixlists.PrefixListUse;
import dev.postern.storage.Cloud.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressResponse;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressResponse;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleDescription;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleRequest;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleUpdate;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsEgressRequest;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsEgressResponse;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsIngressRequest;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsIngressResponse;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/**
 * The rules of security groups: authorized, revoked, changed and listed, by permission or by id.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html">Security group rules</a>
 */
final class SecurityGroupRules {
    private SecurityGroupRules() {}

    static Outcome<AuthorizeSecurityGroupIngressResponse> authorizeIngress(
            Ec2Call call, AuthorizeSecurityGroupIngressRequest request) {
        SecurityGroup group = SecurityGroups.require(call, request.groupId(), request.groupName());
        List<IpPermission> permissions = permissions(
                request.ipPermissions(),
                request.ipProtocol(),
                request.fromPort(),
                request.toPort(),
                request.cidrIp(),
                request.sourceSecurityGroupName(),
                request.sourceSecurityGroupOwnerId());
        List<SecurityGroupRule> added = added(call, group, false, permissions, request.tagSpecifications());
        return new Outcome<>(
                Change.put(plus(group, added)),
                AuthorizeSecurityGroupIngressResponse.builder()
                        .returnValue(true)
                        .securityGroupRules(RuleView.of(call.snapshot(), group, added))
                        .build());
    }

    static Outcome<AuthorizeSecurityGroupEgressResponse> authorizeEgress(
            Ec2Call call, AuthorizeSecurityGroupEgressRequest request) {
        SecurityGroup group = SecurityGroups.require(call, request.groupId(), null);
        List<IpPermission> permissions = permissions(
                request.ipPermissions(),
                request.ipProtocol(),
                request.fromPort(),
                request.toPort(),
                request.cidrIp(),
                request.sourceSecurityGroupName(),
                request.sourceSecurityGroupOwnerId());
        List<SecurityGroupRule> added = added(call, group, true, permissions, request.tagSpecifications());
        return new Outcome<>(
                Change.put(plus(group, added)),
                AuthorizeSecurityGroupEgressResponse.builder()
                        .returnValue(true)
                        .securityGroupRules(RuleView.of(call.snapshot(), group, added))
                        .build());
    }

    static Outcome<RevokeSecurityGroupIngressResponse> revokeIngress(
            Ec2Call call, RevokeSecurityGroupIngressRequest request) {
        SecurityGroup group = SecurityGroups.require(call, request.groupId(), request.groupName());
        Revocation revocation = request.securityGroupRuleIds().isEmpty()
                ? Revocation.matching(
                        call,
                        group,
                        false,
                        permissions(
                                request.ipPermissions(),
                                request.ipProtocol(),
                                request.fromPort(),
                                request.toPort(),
                                request.cidrIp(),
                                request.sourceSecurityGroupName(),
                                request.sourceSecurityGroupOwnerId()))
                : new Revocation(
                        byId(group, false, request.securityGroupRuleIds(), request.ipPermissions()), List.of());
        return new Outcome<>(
                Change.put(minus(group, revocation.revoked())),
                RevokeSecurityGroupIngressResponse.builder()
                        .returnValue(true)
                        .unknownIpPermissions(revocation.unknown())
                        .revokedSecurityGroupRules(RuleView.revoked(call.snapshot(), group, revocation.revoked()))
                        .build());
    }

    static Outcome<RevokeSecurityGroupEgressResponse> revokeEgress(
            Ec2Call call, RevokeSecurityGroupEgressRequest request) {
        SecurityGroup group = SecurityGroups.require(call, request.groupId(), null);
        Revocation revocation = request.securityGroupRuleIds().isEmpty()
                ? Revocation.matching(
                        call,
                        group,
                        true,
                        permissions(
                                request.ipPermissions(),
                                request.ipProtocol(),
                                request.fromPort(),
                                request.toPort(),
                                request.cidrIp(),
                                request.sourceSecurityGroupName(),
                                request.sourceSecurityGroupOwnerId()))
                : new Revocation(byId(group, true, request.securityGroupRuleIds(), request.ipPermissions()), List.of());
        return new Outcome<>(
                Change.put(minus(group, revocation.revoked())),
                RevokeSecurityGroupEgressResponse.builder()
                        .returnValue(true)
                        .unknownIpPermissions(revocation.unknown())
                        .revokedSecurityGroupRules(RuleView.revoked(call.snapshot(), group, revocation.revoked()))
                        .build());
    }

    static Outcome<UpdateSecurityGroupRuleDescriptionsIngressResponse> describeIngressRules(
            Ec2Call call, UpdateSecurityGroupRuleDescriptionsIngressRequest request) {
        SecurityGroup group = SecurityGroups.require(call, request.groupId(), request.groupName());
        return new Outcome<>(
                Change.put(redescribed(
                        call, group, false, request.ipPermissions(), request.securityGroupRuleDescriptions())),
                UpdateSecurityGroupRuleDescriptionsIngressResponse.builder()
                        .returnValue(true)
                        .build());
    }

    static Outcome<UpdateSecurityGroupRuleDescriptionsEgressResponse> describeEgressRules(
            Ec2Call call, UpdateSecurityGroupRuleDescriptionsEgressRequest request) {
        SecurityGroup group = SecurityGroups.require(call, request.groupId(), request.groupName());
        return new Outcome<>(
                Change.put(redescribed(
                        call, group, true, request.ipPermissions(), request.securityGroupRuleDescriptions())),
                UpdateSecurityGroupRuleDescriptionsEgressResponse.builder()
                        .returnValue(true)
                        .build());
    }

    static Outcome<ModifySecurityGroupRulesResponse> modify(Ec2Call call, ModifySecurityGroupRulesRequest request) {
        SecurityGroup group = Noun.SECURITY_GROUP.require(call, request.groupId(), "groupId");
        List<SecurityGroupRule> rules = new ArrayList<>(group.rules());
        for (SecurityGroupRuleUpdate update : request.securityGroupRules()) {
            String id = update.securityGroupRuleId();
            if (id == null || update.securityGroupRule() == null) {
                throw Ec2Error.MISSING_PARAMETER.of(id == null ? "securityGroupRuleId" : "securityGroupRule");
            }
            int place = place(rules, id);
            SecurityGroupRule old = rules.get(place);
            Permissions.Wanted wanted = read(call, group, old.egress(), update.securityGroupRule());
            boolean duplicate = rules.stream().anyMatch(r -> !r.equals(old) && wanted.isSameAs(r));
            if (duplicate) {
                throw Ec2Error.PERMISSION_DUPLICATE.of(wanted.text());
            }
            rules.set(place, rule(old.id(), wanted, old.tags()));
        }
        checkQuota(call, rules, false);
        checkQuota(call, rules, true);
        return new Outcome<>(
                Change.put(group.withRules(rules)),
                ModifySecurityGroupRulesResponse.builder().returnValue(true).build());
    }

    static DescribeSecurityGroupRulesResponse describe(Ec2Call call, DescribeSecurityGroupRulesRequest request) {
        Ec2Page.refuseWithIds(request.securityGroupRuleIds(), request.maxResults(), "securityGroupRuleIdsSet");
        request.securityGroupRuleIds().forEach(SecurityGroupRules::checkForm);
        List<Held> all = call.all(SecurityGroup.class).stream()
                .flatMap(group -> group.rules().stream().map(rule -> new Held(group, rule)))
                .toList();
        List<Held> chosen = request.securityGroupRuleIds().isEmpty()
                ? all
                : request.securityGroupRuleIds().stream()
                        .map(id -> all.stream()
                                .filter(held -> held.rule().id().value().equals(id))
                                .findFirst()
                                .orElseThrow(() -> Ec2Error.RULE_NOT_FOUND.of(id)))
                        .toList();
        List<Held> found = new Filters<Held>()
                .one("group-id", held -> held.group().id())
                .one("security-group-rule-id", held -> held.rule().id())
                .tags(held -> held.rule().tags())
                .apply(request.filters(), chosen);
        Ec2Page<Held> page = Ec2Page.of(
                found,
                held -> held.rule().id().value(),
                request.maxResults(),
                Ec2Page.token(call, request, request.nextToken()),
                5);
        return DescribeSecurityGroupRulesResponse.builder()
                .securityGroupRules(page.items().stream()
                        .map(held -> RuleView.of(call.snapshot(), held.group(), held.rule()))
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** A rule and the group that has it. */
    private record Held(SecurityGroup group, SecurityGroupRule rule) {}

    /** The permissions of a request, or the one that its older, flat parameters stand for. */
    private static List<IpPermission> permissions(
            List<IpPermission> permissions,
            @Nullable String protocol,
            @Nullable Integer from,
            @Nullable Integer to,
            @Nullable String cidr,
            @Nullable String groupName,
            @Nullable String groupOwner) {
        boolean range = protocol != null || from != null || to != null || cidr != null;
        if (!permissions.isEmpty()) {
            refuseTogether(
                    range || groupName != null,
                    "ipPermissions",
                    "ipProtocol, fromPort, toPort, cidrIp or" + " sourceSecurityGroupName");
            return permissions;
        }
        // A group by itself means all protocols from it.
        refuseTogether(range && groupName != null, "sourceSecurityGroupName", "ipProtocol, fromPort, toPort or cidrIp");
        if (protocol == null && cidr == null && groupName == null) {
            throw Ec2Error.MISSING_PARAMETER.of("ipPermissions");
        }
        IpPermission.Builder flat = IpPermission.builder()
                .ipProtocol(protocol == null ? "-1" : protocol)
                .fromPort(from)
                .toPort(to);
        if (cidr != null) {
            flat.ipRanges(IpRange.builder().cidrIp(cidr).build());
        }
        if (groupName != null) {
            flat.userIdGroupPairs(UserIdGroupPair.builder()
                    .groupName(groupName)
                    .userId(groupOwner)
                    .build());
        }
        return List.of(flat.build());
    }

    private static void refuseTogether(boolean both, String one, String others) {
        if (both) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "The parameter " + one + " cannot be used with the parameter " + others);
        }
    }

    private static List<SecurityGroupRule> added(
            Ec2Call call,
            SecurityGroup group,
            boolean egress,
            List<IpPermission> permissions,
            List<TagSpecification> specifications) {
        Tags tags = TagRules.of(specifications, "security-group-rule");
        List<SecurityGroupRule> added = new ArrayList<>();
        for (Permissions.Wanted wanted : Permissions.read(call, group, egress, permissions)) {
            if (added.stream().anyMatch(wanted::isSameAs)) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of("The same permission must not appear multiple times");
            }
            if (group.rules().stream().anyMatch(wanted::isSameAs)) {
                throw Ec2Error.PERMISSION_DUPLICATE.of(wanted.text());
            }
            added.add(rule(new SecurityGroupRuleId(call.newId(SecurityGroupRuleId.PREFIX)), wanted, tags));
        }
        List<SecurityGroupRule> all = new ArrayList<>(group.rules());
        all.addAll(added);
        checkQuota(call, all, egress);
        return added;
    }

    private static void checkQuota(Ec2Call call, List<SecurityGroupRule> rules, boolean egress) {
        call.check(
                Quota.RULES_PER_SECURITY_GROUP,
                PrefixListUse.ofRules(
                        call,
                        rules.stream().filter(rule -> rule.egress() == egress).toList()));
    }

    private static List<SecurityGroupRule> byId(
            SecurityGroup group, boolean egress, List<String> ids, List<IpPermission> permissions) {
        refuseTogether(!permissions.isEmpty(), "securityGroupRuleIds", "ipPermissions");
        return ids.stream()
                .map(id -> group.rules().get(place(group.rules(), id)))
                .peek(rule -> {
                    if (rule.egress() != egress) {
                        throw Ec2Error.RULE_NOT_FOUND.of(rule.id());
                    }
                })
                .toList();
    }

    private static int place(List<SecurityGroupRule> rules, String id) {
        checkForm(id);
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).id().value().equals(id)) {
                return i;
            }
        }
        throw Ec2Error.RULE_NOT_FOUND.of(id);
    }

    private static void checkForm(String id) {
        if (!ResourceId.isWellFormed(SecurityGroupRuleId.PREFIX, id)) {
            throw Ec2Error.RULE_MALFORMED.of(id);
        }
    }

    private static SecurityGroup redescribed(
            Ec2Call call,
            SecurityGroup group,
            boolean egress,
            List<IpPermission> permissions,
            List<SecurityGroupRuleDescription> descriptions) {
        if (permissions.isEmpty() && descriptions.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("ipPermissions");
        }
        List<SecurityGroupRule> rules = new ArrayList<>(group.rules());
        for (Permissions.Wanted wanted : Permissions.read(call, group, egress, permissions)) {
            SecurityGroupRule old =
                    rules.stream().filter(wanted::isSameAs).findFirst().orElseThrow(Ec2Error.PERMISSION_NOT_FOUND::of);
            rules.set(rules.indexOf(old), rule(old.id(), wanted, old.tags()));
        }
        for (SecurityGroupRuleDescription description : descriptions) {
            int place = place(rules, String.valueOf(description.securityGroupRuleId()));
            SecurityGroupRule old = rules.get(place);
            if (old.egress() != egress) {
                throw Ec2Error.RULE_NOT_FOUND.of(old.id());
            }
            rules.set(
                    place,
                    new SecurityGroupRule(
                            old.id(),
                            old.egress(),
                            old.protocol(),
                            old.ports(),
                            old.peer(),
                            Permissions.description(description.description()),
                            old.tags()));
        }
        return group.withRules(rules);
    }

    private static Permissions.Wanted read(
            Ec2Call call, SecurityGroup group, boolean egress, SecurityGroupRuleRequest request) {
        Protocol protocol = Permissions.protocol(request.ipProtocol());
        PortRange ports = Permissions.ports(protocol, request.fromPort(), request.toPort());
        long given = Stream.of(
                        request.cidrIpv4(), request.cidrIpv6(), request.prefixListId(), request.referencedGroupId())
                .filter(Objects::nonNull)
                .count();
        if (given != 1) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "Exactly one of CidrIpv4, CidrIpv6, PrefixListId or ReferencedGroupId must be specified");
        }
        SecurityGroupRule.Peer peer;
        if (request.cidrIpv4() != null) {
            peer = Permissions.cidr(request.cidrIpv4(), Family.IPV4);
        } else if (request.cidrIpv6() != null) {
            peer = Permissions.cidr(request.cidrIpv6(), Family.IPV6);
        } else if (request.prefixListId() != null) {
            peer = Permissions.prefixList(call, request.prefixListId());
        } else {
            peer = PeerGroups.named(
                    call,
                    group,
                    UserIdGroupPair.builder()
                            .groupId(request.referencedGroupId())
                            .build());
        }
        return new Permissions.Wanted(egress, protocol, ports, peer, Permissions.description(request.description()));
    }

    static SecurityGroupRule rule(SecurityGroupRuleId id, Permissions.Wanted wanted, Tags tags) {
        return new SecurityGroupRule(
                id, wanted.egress(), wanted.protocol(), wanted.ports(), wanted.peer(), wanted.description(), tags);
    }

    private static SecurityGroup plus(SecurityGroup group, List<SecurityGroupRule> rules) {
        return group.withRules(
                Stream.concat(group.rules().stream(), rules.stream()).toList());
    }

    private static SecurityGroup minus(SecurityGroup group, List<SecurityGroupRule> rules) {
        return group.withRules(
                group.rules().stream().filter(rule -> !rules.contains(rule)).toList());
    }
}
