package dev.postern.services.ec2.filtering;

import dev.postern.model.Arn;
import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.Quota;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.services.ec2.vpc.DefaultVpc;
import dev.postern.services.ec2.vpc.NewVpc;
import dev.postern.services.ec2.vpc.Vpcs;
import dev.postern.storage.Cloud.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;

/**
 * Security groups.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html">Security groups</a>
 */
public final class SecurityGroups {
    private static final String ALLOWED = "[a-zA-Z0-9. _\\-:/()#,@\\[\\]+=&;{}!$*]*";
    private static final int TEXT_MAX = 255;

    private SecurityGroups() {}

    static Outcome<CreateSecurityGroupResponse> create(Ec2Call call, CreateSecurityGroupRequest request) {
        String name = text(request.groupName(), "GroupName", "groupName").strip();
        String description = text(request.description(), "GroupDescription", "description");
        if (name.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("GroupName");
        }
        if (name.startsWith("sg-")) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Value (" + name
                    + ") for parameter GroupName is invalid. Group names may not be in the format sg-*.");
        }
        if (name.equalsIgnoreCase("default")) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Cannot use reserved security group name: default");
        }
        Vpc vpc = request.vpcId() == null ? Vpcs.requireDefault(call) : Noun.VPC.require(call, request.vpcId());
        boolean taken = call.all(SecurityGroup.class).stream()
                .anyMatch(g -> g.vpcId().equals(vpc.id()) && g.name().equalsIgnoreCase(name));
        if (taken) {
            throw Ec2Error.GROUP_DUPLICATE.of(name, vpc.id());
        }
        call.check(
                Quota.VPC_SECURITY_GROUPS_PER_REGION,
                call.all(SecurityGroup.class).size() + 1L);
        SecurityGroup group = new SecurityGroup(
                call.scope(),
                new SecurityGroupId(call.newId(SecurityGroupId.PREFIX)),
                vpc.id(),
                List.of(),
                name,
                description,
                NewVpc.allowAllEgress(vpc, call.context().ids()),
                TagRules.of(request.tagSpecifications(), "security-group"));
        return new Outcome<>(
                Change.put(group),
                CreateSecurityGroupResponse.builder()
                        .groupId(group.key())
                        .securityGroupArn(arn(group).toString())
                        .tags(TagRules.viewIfAny(group.tags()))
                        .build());
    }

    static Outcome<DeleteSecurityGroupResponse> delete(Ec2Call call, DeleteSecurityGroupRequest request) {
        SecurityGroup group = require(call, request.groupId(), request.groupName());
        if (group.name().equals("default")) {
            throw Ec2Error.GROUP_CANNOT_DELETE.of(group.id());
        }
        boolean inUse = !group.associatedVpcs().isEmpty()
                || call.snapshot()
                        .by(Indexes.INTERFACES_BY_GROUP_AND_VPC)
                        .containsKey(NetworkInterface.memberKey(group.id(), group.vpcId()));
        boolean named = call.all(SecurityGroup.class).stream()
                // Rules in a VPC that is peered with this one do not hold it: they become stale.
                .filter(other -> !other.id().equals(group.id()) && other.meets(group))
                .flatMap(other -> other.rules().stream())
                .anyMatch(rule -> rule.peer() instanceof SecurityGroupRule.GroupPeer peer
                        && peer.groupId().equals(group.id()));
        if (inUse || named) {
            throw Ec2Error.DEPENDENCY_VIOLATION.of("resource " + group.id() + " has a dependent object");
        }
        return new Outcome<>(
                Change.remove(group),
                DeleteSecurityGroupResponse.builder()
                        .groupId(group.key())
                        .returnValue(true)
                        .build());
    }

    static DescribeSecurityGroupsResponse describe(Ec2Call call, DescribeSecurityGroupsRequest request) {
        Ec2Page.refuseWithIds(request.groupIds(), request.maxResults(), "securityGroupIdsSet");
        List<SecurityGroup> chosen = Noun.SECURITY_GROUP.select(call, request.groupIds());
        if (!request.groupNames().isEmpty()) {
            List<SecurityGroup> byName = request.groupNames().stream()
                    .map(name -> require(call, null, name))
                    .toList();
            chosen = request.groupIds().isEmpty()
                    ? byName
                    : Stream.concat(chosen.stream(), byName.stream()).distinct().toList();
        }
        List<SecurityGroup> found = filters(call).apply(request.filters(), chosen);
        Ec2Page<SecurityGroup> page = Ec2Page.of(
                found, SecurityGroup::key, request.maxResults(), Ec2Page.token(call, request, request.nextToken()), 5);
        return DescribeSecurityGroupsResponse.builder()
                .securityGroups(page.items().stream()
                        .map(group -> view(call.snapshot(), group))
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** The group that a request names by id, or by name in the default VPC. */
    static SecurityGroup require(Ec2Call call, @Nullable String id, @Nullable String name) {
        if (id != null) {
            return Noun.SECURITY_GROUP.require(call, id);
        }
        if (name == null) {
            throw Ec2Error.MISSING_PARAMETER.of("groupId");
        }
        return DefaultVpc.find(call.snapshot(), call.scope())
                .flatMap(vpc -> named(call, vpc.id(), name))
                .orElseThrow(() -> Ec2Error.GROUP_NOT_FOUND.of(name));
    }

    public static SecurityGroup defaultOf(Ec2Call call, VpcId vpc) {
        return named(call, vpc, "default")
                .orElseThrow(() -> new IllegalStateException("no default security group in " + vpc));
    }

    public static Optional<SecurityGroup> named(Ec2Call call, VpcId vpc, String name) {
        return call.all(SecurityGroup.class).stream()
                .filter(g -> g.vpcId().equals(vpc) && g.name().equals(name))
                .findFirst();
    }

    private static Arn arn(SecurityGroup group) {
        return Arn.of("ec2", group.scope(), "security-group/" + group.id());
    }

    private static String text(@Nullable String value, String parameter, String noun) {
        if (value == null || value.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of(parameter);
        }
        if (value.length() > TEXT_MAX || !value.matches(ALLOWED)) {
            String subject = noun.equals("groupName") ? "group name" : "security group description";
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Value (" + (value.length() > TEXT_MAX ? "too long" : value)
                    + ") for parameter " + parameter + " is invalid. Invalid " + subject
                    + ". Valid descriptions are strings less than 256 characters from the following set:"
                    + "  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*");
        }
        return value;
    }

    private static Filters<SecurityGroup> filters(Ec2Call call) {
        Filters<SecurityGroup> filters = new Filters<SecurityGroup>()
                .one("description", SecurityGroup::description)
                .one("group-id", SecurityGroup::id)
                .one("group-name", SecurityGroup::name)
                .one("owner-id", g -> g.scope().account())
                .one("vpc-id", SecurityGroup::vpcId)
                .tags(SecurityGroup::tags);
        return withRules(call, withRules(call, filters, "ip-permission.", false), "egress.ip-permission.", true);
    }

    private static Filters<SecurityGroup> withRules(
            Ec2Call call, Filters<SecurityGroup> filters, String prefix, boolean egress) {
        Function<SecurityGroup, Stream<SecurityGroupRule>> rules =
                g -> g.rules().stream().filter(r -> r.egress() == egress);
        Function<SecurityGroup, Stream<SecurityGroupRule.Peer>> peers =
                g -> rules.apply(g).map(SecurityGroupRule::peer);
        return filters.many(prefix + "cidr", g -> blocks(peers.apply(g), Family.IPV4))
                .many(prefix + "ipv6-cidr", g -> blocks(peers.apply(g), Family.IPV6))
                .many(prefix + "from-port", g -> rules.apply(g).map(r -> Permissions.from(r)))
                .many(prefix + "to-port", g -> rules.apply(g).map(r -> Permissions.to(r)))
                .many(prefix + "protocol", g -> rules.apply(g).flatMap(r -> r.protocol().names().stream()))
                .many(
                        prefix + "group-id",
                        g -> peers.apply(g)
                                .flatMap(p -> p instanceof SecurityGroupRule.GroupPeer peer
                                        ? Stream.of(peer.groupId())
                                        : Stream.empty()))
                .many(
                        prefix + "group-name",
                        g -> peers.apply(g)
                                .flatMap(p -> p instanceof SecurityGroupRule.GroupPeer peer
                                        ? call.find(SecurityGroup.class, peer.groupId()).stream()
                                                .map(SecurityGroup::name)
                                        : Stream.empty()))
                .many(
                        prefix + "user-id",
                        g -> peers.apply(g)
                                .flatMap(p -> p instanceof SecurityGroupRule.GroupPeer peer
                                        ? Stream.of(peer.account())
                                        : Stream.empty()))
                .many(
                        prefix + "prefix-list-id",
                        g -> peers.apply(g)
                                .flatMap(p -> p instanceof SecurityGroupRule.PrefixListPeer(PrefixListId id)
                                        ? Stream.of(id)
                                        : Stream.empty()));
    }

    private static Stream<Cidr> blocks(Stream<SecurityGroupRule.Peer> peers, Family family) {
        return peers.flatMap(p -> p instanceof SecurityGroupRule.CidrPeer(Cidr cidr) && cidr.family() == family
                ? Stream.of(cidr)
                : Stream.empty());
    }

    private static software.amazon.awssdk.services.ec2.model.SecurityGroup view(
            Snapshot snapshot, SecurityGroup group) {
        return software.amazon.awssdk.services.ec2.model.SecurityGroup.builder()
                .groupId(group.key())
                .groupName(group.name())
                .description(group.description())
                .ownerId(group.scope().account().value())
                .vpcId(group.vpcId().value())
                .securityGroupArn(arn(group).toString())
                .ipPermissions(Permissions.view(snapshot, group, false))
                .ipPermissionsEgress(Permissions.view(snapshot, group, true))
                .tags(TagRules.viewIfAny(group.tags()))
                .build();
    }
}
