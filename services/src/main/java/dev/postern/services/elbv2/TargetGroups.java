package dev.postern.services.elbv2;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.elbv2.HealthCheck;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.TargetGroup.TargetType;
import dev.postern.model.elbv2.Transport;
import dev.postern.model.net.Family;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.codec.Page;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteTargetGroupResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupResponse;

/**
 * The target groups of load balancers.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html">Target groups</a>
 */
final class TargetGroups {
    /** Groups that one call tells of by name or ARN. */
    private static final int DESCRIBED_MAX = 20;

    private TargetGroups() {}

    /** Who asks for one again, with the same settings, gets the one that is there. */
    static Outcome<CreateTargetGroupResponse> create(Elbv2Call call, CreateTargetGroupRequest request) {
        TargetGroup wanted = wanted(call, request);
        Optional<TargetGroup> same =
                call.by(Indexes.TARGET_GROUPS_BY_NAME, wanted.name()).stream().findFirst();
        if (same.isPresent()) {
            if (!isSame(wanted, same.get())) {
                throw Elbv2Error.DUPLICATE_TARGET_GROUP_NAME.of("A target group with the same name '" + wanted.name()
                        + "' exists, but with different settings");
            }
            return new Outcome<>(Change.NONE, created(call, same.get()));
        }
        boolean wraps = wanted.protocol() == Transport.GENEVE;
        long there = call.all(TargetGroup.class).stream()
                .filter(one -> (one.protocol() == Transport.GENEVE) == wraps)
                .count();
        if (there >= Limits.groups(wanted.protocol())) {
            throw Elbv2Error.TOO_MANY_TARGET_GROUPS.of("The maximum number of target groups has been reached");
        }
        return new Outcome<>(Change.put(wanted), created(call, wanted));
    }

    private static CreateTargetGroupResponse created(Elbv2Call call, TargetGroup group) {
        return CreateTargetGroupResponse.builder()
                .targetGroups(view(call, group))
                .build();
    }

    private static boolean isSame(TargetGroup wanted, TargetGroup there) {
        return wanted.protocol() == there.protocol()
                && wanted.port() == there.port()
                && wanted.vpcId().equals(there.vpcId())
                && wanted.targetType() == there.targetType()
                && wanted.family() == there.family()
                && wanted.healthCheck().equals(there.healthCheck())
                && wanted.tags().equals(there.tags());
    }

    private static TargetGroup wanted(Elbv2Call call, CreateTargetGroupRequest request) {
        Names.check(request.name(), "Target group");
        TargetType type = targetType(request.targetTypeAsString());
        Transport protocol = protocol(request.protocolAsString());
        if (request.port() == null) {
            throw Elbv2Error.VALIDATION_ERROR.of("A port must be specified");
        }
        if (request.protocolVersion() != null) {
            throw Elbv2Error.VALIDATION_ERROR.of(
                    "Protocol version is not supported for target groups with protocol '" + protocol + "'");
        }
        if (request.targetControlPort() != null) {
            throw Elbv2Error.VALIDATION_ERROR.of(
                    "A target control port is not supported for target groups with protocol '" + protocol + "'");
        }
        Family family = "ipv6".equals(request.ipAddressTypeAsString()) ? Family.IPV6 : Family.IPV4;
        if (protocol == Transport.GENEVE) {
            checkGeneve(request.port(), family);
        }
        return new TargetGroup(
                call.scope(),
                request.name(),
                call.newId(),
                protocol,
                request.port(),
                vpc(call, request.vpcId()).id(),
                type,
                family,
                HealthChecks.of(protocol, request),
                new TreeMap<>(),
                List.of(),
                TagSets.with(Tags.NONE, request.tags()));
    }

    /** Packets are wrapped into IPv4 and sent to one port, whatever they are themselves. */
    private static void checkGeneve(int port, Family family) {
        Targets.checkGenevePort(port);
        if (family == Family.IPV6) {
            throw Elbv2Error.VALIDATION_ERROR.of(
                    "IP address type 'ipv6' is not supported for target groups with protocol 'GENEVE'");
        }
    }

    private static TargetType targetType(@Nullable String name) {
        String asked = name == null ? "instance" : name;
        return TargetType.find(asked)
                .orElseThrow(() -> Elbv2Error.OPERATION_NOT_PERMITTED.of(
                        "Target groups with target type '" + asked + "' cannot be created here"));
    }

    private static Transport protocol(@Nullable String name) {
        if (name == null) {
            throw Elbv2Error.VALIDATION_ERROR.of("A protocol must be specified");
        }
        return Transport.find(name)
                .orElseThrow(() -> Elbv2Error.UNSUPPORTED_PROTOCOL.of(
                        "Target groups with protocol '" + name + "' cannot be created here"));
    }

    private static Vpc vpc(Elbv2Call call, @Nullable String id) {
        if (id == null) {
            throw Elbv2Error.VALIDATION_ERROR.of("A VPC ID must be specified");
        }
        return call.snapshot()
                .find(Vpc.class, call.scope(), id)
                .orElseThrow(() -> Elbv2Error.VALIDATION_ERROR.of("The VPC ID '" + id + "' is not found"));
    }

    static DescribeTargetGroupsResponse describe(Elbv2Call call, DescribeTargetGroupsRequest request) {
        Page<TargetGroup> page = Elbv2Call.page(
                request, selected(call, request), TargetGroup::key, request.marker(), request.pageSize());
        return DescribeTargetGroupsResponse.builder()
                .targetGroups(page.map(group -> view(call, group)))
                .nextMarker(page.next())
                .build();
    }

    private static List<TargetGroup> selected(Elbv2Call call, DescribeTargetGroupsRequest request) {
        boolean byArn = !request.targetGroupArns().isEmpty();
        boolean byName = !request.names().isEmpty();
        boolean byBalancer = request.loadBalancerArn() != null;
        if ((byArn && byName) || (byArn && byBalancer) || (byName && byBalancer)) {
            throw Elbv2Error.VALIDATION_ERROR.of("Target group names, target group ARNs, and a load balancer ARN"
                    + " cannot be specified at the same time");
        }
        if (request.targetGroupArns().size() > DESCRIBED_MAX || request.names().size() > DESCRIBED_MAX) {
            throw Elbv2Error.VALIDATION_ERROR.of(
                    "You cannot describe more than '" + DESCRIBED_MAX + "' target groups at a time");
        }
        if (byArn) {
            return request.targetGroupArns().stream()
                    .distinct()
                    .map(arn -> call.findTargetGroup(arn).orElseThrow(TargetGroups::notFound))
                    .toList();
        }
        if (byName) {
            return request.names().stream()
                    .distinct()
                    .map(name -> call.by(Indexes.TARGET_GROUPS_BY_NAME, name).stream()
                            .findFirst()
                            .orElseThrow(TargetGroups::notFound))
                    .toList();
        }
        if (byBalancer) {
            return call.listeners(call.loadBalancer(request.loadBalancerArn())).stream()
                    .flatMap(listener -> listener.targetGroups().stream())
                    .distinct()
                    .flatMap(key -> call.snapshot().find(TargetGroup.class, call.scope(), key).stream())
                    .toList();
        }
        return List.copyOf(call.all(TargetGroup.class));
    }

    private static dev.postern.wire.ApiException notFound() {
        return Elbv2Error.TARGET_GROUP_NOT_FOUND.of("One or more target groups not found");
    }

    static Outcome<ModifyTargetGroupResponse> modify(Elbv2Call call, ModifyTargetGroupRequest request) {
        TargetGroup group = call.targetGroup(request.targetGroupArn());
        TargetGroup changed = group.withHealthCheck(HealthChecks.with(group.healthCheck(), request));
        return new Outcome<>(
                Change.put(changed),
                ModifyTargetGroupResponse.builder()
                        .targetGroups(view(call, changed))
                        .build());
    }

    /** What is gone already is gone. */
    static Outcome<DeleteTargetGroupResponse> delete(Elbv2Call call, DeleteTargetGroupRequest request) {
        DeleteTargetGroupResponse done = DeleteTargetGroupResponse.builder().build();
        Optional<TargetGroup> group = call.findTargetGroup(request.targetGroupArn());
        if (group.isEmpty()) {
            return new Outcome<>(Change.NONE, done);
        }
        if (!call.by(Indexes.LISTENERS_BY_TARGET_GROUP, group.get().key()).isEmpty()) {
            throw Elbv2Error.RESOURCE_IN_USE.of(
                    "Target group '" + group.get().arn() + "' is currently in use by a listener or a rule");
        }
        return new Outcome<>(Change.remove(group.get()), done);
    }

    private static software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup view(
            Elbv2Call call, TargetGroup group) {
        HealthCheck check = group.healthCheck();
        var view = software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup.builder()
                .targetGroupArn(group.arn().toString())
                .targetGroupName(group.name())
                .protocol(group.protocol().name())
                .port(group.port())
                .vpcId(group.vpcId().value())
                .targetType(group.targetType().wireName())
                .ipAddressType(group.family().name().toLowerCase(Locale.ROOT))
                .healthCheckProtocol(check.probe().name())
                .healthCheckPort(check.port().map(String::valueOf).orElse(HealthChecks.TRAFFIC_PORT))
                .healthCheckEnabled(true)
                .healthCheckIntervalSeconds(check.intervalSeconds())
                .healthCheckTimeoutSeconds(check.timeoutSeconds())
                .healthyThresholdCount(check.healthyThreshold())
                .unhealthyThresholdCount(check.unhealthyThreshold())
                .healthCheckPath(check.path().orElse(null))
                .loadBalancerArns(call.balancers(group).stream()
                        .map(balancer -> balancer.arn().toString())
                        .toList());
        check.matcher().ifPresent(codes -> view.matcher(matcher -> matcher.httpCode(codes)));
        return view.build();
    }
}
