package dev.postern.services.elbv2;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.TargetGroup.Registration;
import dev.postern.model.elbv2.TargetGroup.Target;
import dev.postern.model.elbv2.Transport;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.network.TargetPlace;
import dev.postern.storage.Cloud.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeregisterTargetsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeregisterTargetsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RegisterTargetsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RegisterTargetsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;

/**
 * How targets come into a group, and go.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html">Register targets for
 *     your Network Load Balancer</a>
 */
final class Targets {
    /** Where addresses can be that are not of the VPC: what is public cannot be a target. */
    private static final List<Cidr> BEYOND = List.of(
            Cidr.of("10.0.0.0/8"), Cidr.of("100.64.0.0/10"), Cidr.of("172.16.0.0/12"), Cidr.of("192.168.0.0/16"));

    private Targets() {}

    static Outcome<RegisterTargetsResponse> register(Elbv2Call call, RegisterTargetsRequest request) {
        TargetGroup group = call.targetGroup(request.targetGroupArn());
        List<Registration> registrations = new ArrayList<>(group.registrations());
        for (TargetDescription description : request.targets()) {
            Registration made = switch (group.targetType()) {
                case INSTANCE -> instance(call, group, description);
                case IP -> address(call, group, description);
            };
            Optional<Registration> there = registrations.stream()
                    .filter(one -> one.target().equals(made.target()))
                    .findFirst();
            if (there.filter(Registration::serves).isPresent()) {
                continue;
            }
            there.ifPresent(registrations::remove);
            registrations.add(made);
        }
        TargetGroup changed = group.withRegistrations(registrations);
        checkCount(call, changed);
        Change change = Change.put(changed);
        call.balancers(group).forEach(balancer -> TargetQuotas.check(call, balancer, change));
        return new Outcome<>(change, RegisterTargetsResponse.builder().build());
    }

    private static Target target(TargetGroup group, TargetDescription description) {
        if (description.quicServerId() != null) {
            throw Elbv2Error.VALIDATION_ERROR.of(
                    "A QUIC server ID cannot be specified for targets of protocol '" + group.protocol() + "'");
        }
        if (group.protocol() == Transport.GENEVE && description.port() != null) {
            checkGenevePort(description.port());
        }
        return named(group, description);
    }

    /** The target that a request names: an address in the one form in which it is kept, whichever it was written in. */
    static Target named(TargetGroup group, TargetDescription description) {
        String id = group.targetType() == TargetGroup.TargetType.IP
                ? Ip.find(description.id()).map(Ip::toString).orElse(description.id())
                : description.id();
        return new Target(id, description.port() == null ? group.port() : description.port());
    }

    static void checkGenevePort(int port) {
        if (port != Transport.GENEVE_PORT) {
            throw Elbv2Error.VALIDATION_ERROR.of("Port '" + port
                    + "' is not supported for target groups with protocol 'GENEVE': it must be '"
                    + Transport.GENEVE_PORT
                    + "'");
        }
    }

    private static void checkCount(Elbv2Call call, TargetGroup group) {
        boolean tooMany = group.registrations().size() > Limits.TARGETS
                || (group.protocol() == Transport.GENEVE
                        && group.registrations().stream()
                                .flatMap(one -> TargetPlace.of(call.snapshot(), group, one).stream())
                                .flatMap(place -> place.zone().stream())
                                .collect(Collectors.groupingBy(zone -> zone, Collectors.counting()))
                                .values()
                                .stream()
                                .anyMatch(count -> count > Limits.GENEVE_TARGETS_IN_ZONE));
        if (tooMany) {
            throw Elbv2Error.TOO_MANY_TARGETS.of(
                    "The maximum number of targets for target group '" + group.arn() + "' has been reached");
        }
    }

    private static Registration instance(Elbv2Call call, TargetGroup group, TargetDescription description) {
        String id = description.id();
        Instance instance = call.snapshot()
                .find(Instance.class, call.scope(), id)
                .orElseThrow(() -> Elbv2Error.INVALID_TARGET.of("Instance ID '" + id + "' is not valid"));
        if (instance.state() != Instance.State.RUNNING) {
            throw Elbv2Error.INVALID_TARGET.of(
                    "The following targets are not in a running state and cannot be registered: '" + id + "'");
        }
        if (!instance.vpcId().equals(group.vpcId())) {
            throw Elbv2Error.INVALID_TARGET.of(
                    "The following targets are not in the target group VPC '" + group.vpcId() + "': '" + id + "'");
        }
        if (description.availabilityZone() != null) {
            throw Elbv2Error.VALIDATION_ERROR.of(
                    "An Availability Zone cannot be specified for targets of type 'instance'");
        }
        Registration made =
                new Registration(target(group, description), Optional.empty(), call.now(), Optional.empty());
        if (TargetPlace.of(call.snapshot(), group, made).isEmpty()) {
            throw Elbv2Error.INVALID_TARGET.of(
                    "The following targets have no IP address of the target group's type: '" + id + "'");
        }
        return made;
    }

    private static Registration address(Elbv2Call call, TargetGroup group, TargetDescription description) {
        String text = description.id();
        Ip ip = Ip.find(text)
                .filter(found -> found.family() == group.family())
                .orElseThrow(() -> Elbv2Error.VALIDATION_ERROR.of("The IP address '" + text + "' is not a valid "
                        + (group.family() == Family.IPV4 ? "IPv4" : "IPv6") + " address"));
        boolean inside = call
                .snapshot()
                .find(Vpc.class, call.scope(), group.vpcId().value())
                .stream()
                .flatMap(vpc -> vpc.blocks(group.family()).stream())
                .anyMatch(block -> block.cidr().contains(ip));
        if (!inside && BEYOND.stream().noneMatch(block -> block.contains(ip))) {
            throw Elbv2Error.VALIDATION_ERROR.of("The IP address '" + text
                    + "' is not within the VPC's CIDR blocks or one of the allowed ranges"
                    + " 10.0.0.0/8, 100.64.0.0/10, 172.16.0.0/12, 192.168.0.0/16");
        }
        Optional<String> zone = Optional.ofNullable(description.availabilityZone());
        if (zone.filter(name -> !name.equals("all")
                        && AvailabilityZone.named(call.scope().region(), name).isEmpty())
                .isPresent()) {
            throw Elbv2Error.VALIDATION_ERROR.of("The Availability Zone '" + zone.get() + "' is not valid");
        }
        if (!inside && zone.filter("all"::equals).isEmpty()) {
            throw Elbv2Error.VALIDATION_ERROR.of("The Availability Zone of the IP address '" + text
                    + "' must be 'all', because it is outside the VPC");
        }
        return new Registration(target(group, description), zone, call.now(), Optional.empty());
    }

    /** Who is not there is not missed. One that may have connections is let finish them. */
    static Outcome<DeregisterTargetsResponse> deregister(Elbv2Call call, DeregisterTargetsRequest request) {
        TargetGroup group = call.targetGroup(request.targetGroupArn());
        boolean used = !call.by(Indexes.LISTENERS_BY_TARGET_GROUP, group.key()).isEmpty();
        List<Target> named = request.targets().stream()
                .map(description -> target(group, description))
                .toList();
        boolean atOnce = !used || group.deregistrationDelay().isZero();
        Instant end = call.now().plus(group.deregistrationDelay());
        List<Registration> rest = group.registrations().stream()
                .filter(one -> !atOnce || !named.contains(one.target()))
                .map(one -> named.contains(one.target()) && one.serves() ? one.leaving(end) : one)
                .toList();
        return new Outcome<>(
                Change.put(group.withRegistrations(rest)),
                DeregisterTargetsResponse.builder().build());
    }
}
