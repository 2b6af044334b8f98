package dev.postern.model.elbv2;

import dev.postern.model.net.Protocol;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The attributes of the target groups of Network Load Balancers and of Gateway Load Balancers.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html">
 *     TargetGroupAttribute</a>
 */
public enum TargetGroupAttribute {
    /** Its default depends on the protocol. */
    TERMINATES_DEREGISTERED("deregistration_delay.connection_termination.enabled", "false", "true|false"),
    /** In seconds. */
    DEREGISTRATION_DELAY("deregistration_delay.timeout_seconds", "300", "[0-9]{1,3}|[1-2][0-9]{3}|3[0-5][0-9]{2}|3600"),
    CROSS_ZONE(
            "load_balancing.cross_zone.enabled",
            "use_load_balancer_configuration",
            "true|false|use_load_balancer_configuration"),
    /** Its default depends on the targets. */
    PRESERVES_CLIENT("preserve_client_ip.enabled", "true", "true|false"),
    PROXY_PROTOCOL("proxy_protocol_v2.enabled", "false", "true|false"),
    STICKY("stickiness.enabled", "false", "true|false"),
    /** By what flows are alike: its default and its values depend on the protocol. */
    STICKINESS("stickiness.type", "source_ip", "source_ip|source_ip_dest_ip|source_ip_dest_ip_proto"),
    FAILOVER_COUNT("target_group_health.dns_failover.minimum_healthy_targets.count", "1", "off|[1-9][0-9]{0,3}"),
    FAILOVER_PERCENTAGE(
            "target_group_health.dns_failover.minimum_healthy_targets.percentage", "off", "off|[1-9][0-9]?|100"),
    ROUTING_COUNT("target_group_health.unhealthy_state_routing.minimum_healthy_targets.count", "1", "[1-9][0-9]{0,3}"),
    ROUTING_PERCENTAGE(
            "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage",
            "off",
            "off|[1-9][0-9]?|100"),
    /** What becomes of a flow whose target is taken out. */
    FAILOVER_ON_DEREGISTRATION("target_failover.on_deregistration", "no_rebalance", "rebalance|no_rebalance"),
    /** The same where it is found unhealthy: both are set alike. */
    FAILOVER_ON_UNHEALTHY("target_failover.on_unhealthy", "no_rebalance", "rebalance|no_rebalance"),
    /** Never of UDP. */
    TERMINATES_UNHEALTHY("target_health_state.unhealthy.connection_termination.enabled", "true", "true|false"),
    /** In seconds; of no effect where connections are terminated at once. */
    UNHEALTHY_DRAINING(
            "target_health_state.unhealthy.draining_interval_seconds",
            "0",
            "[0-9]{1,5}|[1-2][0-9]{5}|3[0-5][0-9]{4}|360000");

    private final String key;
    private final String byDefault;
    private final Pattern values;

    TargetGroupAttribute(String key, String byDefault, String values) {
        this.key = key;
        this.byDefault = byDefault;
        this.values = Pattern.compile(values);
    }

    public static Optional<TargetGroupAttribute> find(String key) {
        return Stream.of(values()).filter(one -> one.key.equals(key)).findFirst();
    }

    /** As AWS writes it. */
    public String key() {
        return key;
    }

    /** Whether groups of a protocol have it. */
    public boolean isOf(Transport protocol) {
        return switch (this) {
            case DEREGISTRATION_DELAY, STICKY, STICKINESS -> true;
            case FAILOVER_ON_DEREGISTRATION, FAILOVER_ON_UNHEALTHY -> protocol == Transport.GENEVE;
            default -> protocol != Transport.GENEVE;
        };
    }

    /**
     * What it is where nobody has set it: who connects is kept, except where the targets are addresses and the balancer could as well be
     * who connects.
     */
    public String byDefault(Transport protocol, TargetGroup.TargetType targets) {
        if (this == STICKINESS && protocol == Transport.GENEVE) {
            return "source_ip_dest_ip_proto";
        }
        boolean udp = protocol.protocols().contains(Protocol.UDP);
        if (udp && this == TERMINATES_DEREGISTERED) {
            return "true";
        }
        if (udp && this == TERMINATES_UNHEALTHY) {
            return "false";
        }
        boolean hidesClient =
                targets == TargetGroup.TargetType.IP && (protocol == Transport.TCP || protocol == Transport.TLS);
        return this == PRESERVES_CLIENT && hidesClient ? "false" : byDefault;
    }

    /** Whether it can have a value where groups of a protocol have it. */
    public boolean accepts(Transport protocol, String value) {
        boolean other = this == STICKINESS && (protocol == Transport.GENEVE) == value.equals("source_ip");
        return !other && values.matcher(value).matches();
    }

    /** Whether something comes of it where groups are of a protocol: an attribute of which nothing does keeps its default. */
    public boolean isServed(Transport protocol) {
        return switch (this) {
            case DEREGISTRATION_DELAY,
                    TERMINATES_DEREGISTERED,
                    CROSS_ZONE,
                    PRESERVES_CLIENT,
                    FAILOVER_COUNT,
                    FAILOVER_PERCENTAGE,
                    ROUTING_COUNT,
                    ROUTING_PERCENTAGE,
                    TERMINATES_UNHEALTHY,
                    UNHEALTHY_DRAINING,
                    STICKY,
                    STICKINESS,
                    FAILOVER_ON_DEREGISTRATION,
                    FAILOVER_ON_UNHEALTHY -> true;
            case PROXY_PROTOCOL -> !protocol.protocols().contains(Protocol.UDP);
        };
    }
}
