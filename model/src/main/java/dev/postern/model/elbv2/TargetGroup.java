package dev.postern.model.elbv2;

import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Family;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Those to whom a balancer forwards, and how they are asked whether they are well.
 *
 * @param id 16 hexadecimal digits
 * @param port at which targets are served that do not say another one
 * @param family of the targets' addresses
 * @param attributes those that somebody has set, by their keys: {@link #attribute} knows the others
 * @param registrations in the order in which they came
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html">Target groups</a>
 */
public record TargetGroup(
        Scope scope,
        String name,
        String id,
        Transport protocol,
        int port,
        VpcId vpcId,
        TargetType targetType,
        Family family,
        HealthCheck healthCheck,
        SortedMap<String, String> attributes,
        List<Registration> registrations,
        Tags tags)
        implements Elbv2Resource {
    /** With what the resources of their ARNs begin. */
    private static final String RESOURCE = "targetgroup/";

    public TargetGroup {
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
        registrations = List.copyOf(registrations);
    }

    /** As ARNs have it: {@code name/0123456789abcdef}. */
    @Override
    public String key() {
        return name + "/" + id;
    }

    @Override
    public Arn arn() {
        return Arn.of("elasticloadbalancing", scope, RESOURCE + key());
    }

    /** The key of the group of an ARN; the text itself, which is nobody's key, where it is another one or none. */
    public static String keyOf(String arn) {
        int at = arn.indexOf(RESOURCE);
        return at < 0 ? arn : arn.substring(at + RESOURCE.length());
    }

    /** By what targets are named. */
    public enum TargetType {
        INSTANCE,
        IP;

        /** As AWS writes it. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<TargetType> find(String wireName) {
            return Stream.of(values())
                    .filter(one -> one.wireName().equals(wireName))
                    .findFirst();
        }
    }

    /**
     * A target. One may be there several times, at several ports.
     *
     * @param id an instance's id, or an address
     */
    public record Target(String id, int port) {}

    /**
     * That a target is in the group.
     *
     * @param zone what the target's zone was said to be, which may be {@code all}: of an address outside of the VPC nobody knows
     * @param leavingAt when it is gone, if it was taken out: until then connections that it has go on
     */
    public record Registration(Target target, Optional<String> zone, Instant since, Optional<Instant> leavingAt) {
        /** Whether it may get new connections. */
        public boolean serves() {
            return leavingAt.isEmpty();
        }

        public Registration leaving(Instant end) {
            return new Registration(target, zone, since, Optional.of(end));
        }
    }

    /** What an attribute is. */
    public String attribute(TargetGroupAttribute attribute) {
        return attributes.getOrDefault(attribute.key(), attribute.byDefault(protocol, targetType));
    }

    public boolean isSet(TargetGroupAttribute attribute) {
        return attribute(attribute).equals("true");
    }

    /** Whether targets see who connects, instead of the balancer. */
    public boolean preservesClient() {
        return isSet(TargetGroupAttribute.PRESERVES_CLIENT);
    }

    /** Whether targets are told who connects, by a header of the PROXY protocol. */
    public boolean tellsClient() {
        return isSet(TargetGroupAttribute.PROXY_PROTOCOL);
    }

    /** Whether all connections from one address go to one target. */
    public boolean isSticky() {
        return isSet(TargetGroupAttribute.STICKY);
    }

    /** What packets of a Gateway Load Balancer have alike that go to one target. */
    public enum Stickiness {
        /** Both addresses, the protocol and its ports. */
        FIVE_TUPLE,
        /** Both addresses and the protocol. */
        THREE_TUPLE,
        /** Both addresses. */
        TWO_TUPLE
    }

    /**
     * By what the flows of a Gateway Load Balancer are told from each other.
     *
     * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/edit-target-group-attributes.html#flow-stickiness">Flow
     *     stickiness</a>
     */
    public Stickiness stickiness() {
        if (!isSticky()) {
            return Stickiness.FIVE_TUPLE;
        }
        return attribute(TargetGroupAttribute.STICKINESS).equals("source_ip_dest_ip")
                ? Stickiness.TWO_TUPLE
                : Stickiness.THREE_TUPLE;
    }

    /** Whether flows of a Gateway Load Balancer go to another target when theirs is unhealthy, or its time after being taken out is over. */
    public boolean rebalances() {
        return attribute(TargetGroupAttribute.FAILOVER_ON_UNHEALTHY).equals("rebalance");
    }

    /** Whether connections with a target end when it is found unhealthy, at once or when its time to drain is over. */
    public boolean endsWithUnhealthy() {
        return isSet(TargetGroupAttribute.TERMINATES_UNHEALTHY)
                || unhealthyDraining().isPositive();
    }

    /** For how long a target that is found unhealthy serves the connections that it has, before they end. */
    public Duration unhealthyDraining() {
        return isSet(TargetGroupAttribute.TERMINATES_UNHEALTHY)
                ? Duration.ZERO
                : Duration.ofSeconds(Long.parseLong(attribute(TargetGroupAttribute.UNHEALTHY_DRAINING)));
    }

    /** Whether connections with a target end when its time after being taken out is over. */
    public boolean endsWithDeregistered() {
        return isSet(TargetGroupAttribute.TERMINATES_DEREGISTERED);
    }

    /** Whether the nodes of a balancer also balance to targets in other zones. */
    public boolean crossesZones(LoadBalancer balancer) {
        String own = attribute(TargetGroupAttribute.CROSS_ZONE);
        return own.equals("use_load_balancer_configuration") ? balancer.crossesZones() : own.equals("true");
    }

    /** For how long a target that is taken out serves the connections that it has. */
    public Duration deregistrationDelay() {
        return Duration.ofSeconds(Long.parseLong(attribute(TargetGroupAttribute.DEREGISTRATION_DELAY)));
    }

    public Optional<Registration> registration(Target target) {
        return registrations.stream().filter(one -> one.target().equals(target)).findFirst();
    }

    public TargetGroup withHealthCheck(HealthCheck newCheck) {
        return with(newCheck, attributes, registrations, tags);
    }

    public TargetGroup withAttributes(SortedMap<String, String> newAttributes) {
        return with(healthCheck, newAttributes, registrations, tags);
    }

    public TargetGroup withRegistrations(List<Registration> newRegistrations) {
        return with(healthCheck, attributes, newRegistrations, tags);
    }

    public TargetGroup withTags(Tags newTags) {
        return with(healthCheck, attributes, registrations, newTags);
    }

    private TargetGroup with(
            HealthCheck newCheck,
            SortedMap<String, String> newAttributes,
            List<Registration> newRegistrations,
            Tags newTags) {
        return new TargetGroup(
                scope,
                name,
                id,
                protocol,
                port,
                vpcId,
                targetType,
                family,
                newCheck,
                newAttributes,
                newRegistrations,
                newTags);
    }
}
