package dev.postern.services.elbv2;

import dev.postern.model.Indexes;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.TargetGroup.Registration;
import dev.postern.model.elbv2.TargetGroup.Target;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.net.Ip;
import dev.postern.network.TargetPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetHealthRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetHealthResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthReasonEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthStateEnum;

/**
 * How targets are: what probes have found, where they are asked at all.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/check-target-health.html">Check the health of your Network
 *     Load Balancer targets</a>
 */
final class TargetStates {
    private TargetStates() {}

    static DescribeTargetHealthResponse describe(
            Elbv2Call call, TargetHealth health, DescribeTargetHealthRequest request) {
        TargetGroup group = call.targetGroup(request.targetGroupArn());
        List<TargetHealthDescription> shown = new ArrayList<>();
        List<Target> asked = request.targets().stream()
                .map(named -> Targets.named(group, named))
                .distinct()
                .toList();
        for (Target target : asked) {
            shown.add(group.registration(target)
                    .map(registration -> description(call, health, group, registration))
                    .orElseGet(() -> absent(target)));
        }
        if (request.targets().isEmpty()) {
            group.registrations().forEach(one -> shown.add(description(call, health, group, one)));
        }
        return DescribeTargetHealthResponse.builder()
                .targetHealthDescriptions(shown)
                .build();
    }

    private static TargetHealthDescription absent(Target target) {
        return TargetHealthDescription.builder()
                .target(shown -> shown.id(target.id()).port(target.port()))
                .targetHealth(new State(
                                TargetHealthStateEnum.UNUSED,
                                TargetHealthReasonEnum.TARGET_NOT_REGISTERED,
                                "Target is not registered to the target group")
                        .view())
                .build();
    }

    private static TargetHealthDescription description(
            Elbv2Call call, TargetHealth health, TargetGroup group, Registration registration) {
        Target target = registration.target();
        State state = obstacle(call, group, registration)
                .orElseGet(() -> health.of(group, target)
                        .map(found -> switch (found.state()) {
                            case HEALTHY -> State.HEALTHY;
                            case DRAINING -> State.UNHEALTHY_DRAINING;
                            case UNHEALTHY -> State.UNHEALTHY;
                        })
                        .orElse(State.INITIAL));
        return TargetHealthDescription.builder()
                .target(shown -> shown.id(target.id())
                        .port(target.port())
                        .availabilityZone(registration
                                .zone()
                                .or(() -> zone(call, group, target))
                                .orElse(null)))
                .healthCheckPort(String.valueOf(group.healthCheck().port().orElse(target.port())))
                .targetHealth(state.view())
                .build();
    }

    /** The zone of the subnet that an address is in; nothing is told of the zones of instances. */
    private static Optional<String> zone(Elbv2Call call, TargetGroup group, Target target) {
        return Ip.find(target.id())
                .flatMap(ip -> call.by(Indexes.SUBNETS_BY_VPC, group.vpcId()).stream()
                        .filter(subnet -> Stream.concat(subnet.cidr().stream(), subnet.ipv6Cidr().stream())
                                .anyMatch(block -> block.contains(ip)))
                        .map(Subnet::availabilityZone)
                        .findFirst());
    }

    /** Why nobody asks a target. */
    private static Optional<State> obstacle(Elbv2Call call, TargetGroup group, Registration registration) {
        if (!registration.serves()) {
            return Optional.of(State.DRAINING);
        }
        List<LoadBalancer> balancers = call.balancers(group);
        if (balancers.isEmpty()) {
            return Optional.of(State.NOT_USED);
        }
        Optional<Instance.State> stopped = call.snapshot()
                .find(Instance.class, call.scope(), registration.target().id())
                .map(Instance::state)
                .filter(state -> state != Instance.State.RUNNING);
        if (stopped.isPresent()) {
            return Optional.of(new State(
                    TargetHealthStateEnum.UNUSED,
                    TargetHealthReasonEnum.TARGET_INVALID_STATE,
                    "Target is in the " + stopped.get().wireName() + " state"));
        }
        Optional<String> zone =
                TargetPlace.of(call.snapshot(), group, registration).flatMap(TargetPlace::zone);
        if (zone.isPresent()
                && balancers.stream()
                        .allMatch(balancer -> balancer.nodeIn(zone.get()).isEmpty())) {
            return Optional.of(State.ZONE_NOT_USED);
        }
        return balancers.stream().allMatch(balancer -> balancer.state() == LoadBalancer.State.PROVISIONING)
                ? Optional.of(State.REGISTERING)
                : Optional.empty();
    }

    /** A state and its reason; the texts are AWS's. */
    private record State(TargetHealthStateEnum state, TargetHealthReasonEnum reason, String description) {
        static final State HEALTHY =
                new State(TargetHealthStateEnum.HEALTHY, TargetHealthReasonEnum.UNKNOWN_TO_SDK_VERSION, "");
        static final State UNHEALTHY = new State(
                TargetHealthStateEnum.UNHEALTHY,
                TargetHealthReasonEnum.TARGET_FAILED_HEALTH_CHECKS,
                "Health checks failed");
        static final State UNHEALTHY_DRAINING = new State(
                TargetHealthStateEnum.UNHEALTHY_DRAINING,
                TargetHealthReasonEnum.TARGET_FAILED_HEALTH_CHECKS,
                "Health checks failed");
        static final State INITIAL = new State(
                TargetHealthStateEnum.INITIAL,
                TargetHealthReasonEnum.ELB_INITIAL_HEALTH_CHECKING,
                "Initial health checks in progress");
        static final State REGISTERING = new State(
                TargetHealthStateEnum.INITIAL,
                TargetHealthReasonEnum.ELB_REGISTRATION_IN_PROGRESS,
                "Target registration is in progress");
        static final State DRAINING = new State(
                TargetHealthStateEnum.DRAINING,
                TargetHealthReasonEnum.TARGET_DEREGISTRATION_IN_PROGRESS,
                "Target deregistration is in progress");
        static final State NOT_USED = new State(
                TargetHealthStateEnum.UNUSED,
                TargetHealthReasonEnum.TARGET_NOT_IN_USE,
                "Target group is not configured to receive traffic from the load balancer");
        static final State ZONE_NOT_USED = new State(
                TargetHealthStateEnum.UNUSED,
                TargetHealthReasonEnum.TARGET_NOT_IN_USE,
                "Target is in an Availability Zone that is not enabled for the load balancer");

        software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealth view() {
            var view = software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealth.builder()
                    .state(state);
            return state == TargetHealthStateEnum.HEALTHY
                    ? view.build()
                    : view.reason(reason).description(description).build();
        }
    }
}
