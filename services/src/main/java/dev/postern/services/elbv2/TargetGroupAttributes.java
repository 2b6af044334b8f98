package dev.postern.services.elbv2;

import dev.postern.model.Change;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.Transport;
import dev.postern.model.net.Protocol;
import dev.postern.storage.Cloud.Outcome;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupAttributesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupAttribute;

/**
 * How the attributes of target groups are read and set.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html">Edit target group
 *     attributes for your Network Load Balancer</a>
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/edit-target-group-attributes.html">The same for Gateway Load
 *     Balancers</a>
 */
final class TargetGroupAttributes {
    private TargetGroupAttributes() {}

    static List<TargetGroupAttribute> view(TargetGroup group) {
        return Stream.of(dev.postern.model.elbv2.TargetGroupAttribute.values())
                .filter(one -> one.isOf(group.protocol()))
                .map(one -> TargetGroupAttribute.builder()
                        .key(one.key())
                        .value(group.attribute(one))
                        .build())
                .sorted(Comparator.comparing(TargetGroupAttribute::key))
                .toList();
    }

    static Outcome<ModifyTargetGroupAttributesResponse> modify(
            Elbv2Call call, ModifyTargetGroupAttributesRequest request) {
        TargetGroup group = call.targetGroup(request.targetGroupArn());
        TreeMap<String, String> values = new TreeMap<>(group.attributes());
        for (TargetGroupAttribute attribute : request.attributes()) {
            var known = dev.postern.model.elbv2.TargetGroupAttribute.find(String.valueOf(attribute.key()))
                    .filter(one -> one.isOf(group.protocol()))
                    .orElseThrow(() -> Elbv2Error.VALIDATION_ERROR.of(
                            "Target group attribute key '" + attribute.key() + "' is not recognized"));
            String value = attribute.value() == null ? "" : attribute.value();
            check(group, known, value);
            values.put(known.key(), value);
        }
        TargetGroup changed = group.withAttributes(values);
        if (!changed.attribute(dev.postern.model.elbv2.TargetGroupAttribute.FAILOVER_ON_UNHEALTHY)
                .equals(changed.attribute(dev.postern.model.elbv2.TargetGroupAttribute.FAILOVER_ON_DEREGISTRATION))) {
            throw Elbv2Error.INVALID_CONFIGURATION.of("The values of 'target_failover.on_deregistration' and"
                    + " 'target_failover.on_unhealthy' must be the same");
        }
        if (changed.isSet(dev.postern.model.elbv2.TargetGroupAttribute.TERMINATES_UNHEALTHY)
                && request.attributes().stream().anyMatch(TargetGroupAttributes::drainsUnhealthy)) {
            throw Elbv2Error.INVALID_CONFIGURATION.of(
                    "'target_health_state.unhealthy.draining_interval_seconds' can only"
                            + " be configured when 'target_health_state.unhealthy.connection_termination.enabled' is 'false'");
        }
        return new Outcome<>(
                Change.put(changed),
                ModifyTargetGroupAttributesResponse.builder()
                        .attributes(view(changed))
                        .build());
    }

    private static boolean drainsUnhealthy(TargetGroupAttribute asked) {
        return dev.postern.model.elbv2.TargetGroupAttribute.UNHEALTHY_DRAINING
                        .key()
                        .equals(asked.key())
                && !"0".equals(asked.value());
    }

    private static void check(TargetGroup group, dev.postern.model.elbv2.TargetGroupAttribute known, String value) {
        if (!known.accepts(group.protocol(), value)) {
            throw Elbv2Error.VALIDATION_ERROR.of(
                    known == dev.postern.model.elbv2.TargetGroupAttribute.DEREGISTRATION_DELAY
                            ? "'" + known.key() + "' value '" + value + "' must be between '0-3600' inclusive"
                            : "The value '" + value + "' of attribute '" + known.key() + "' is not valid");
        }
        boolean udp = group.protocol().protocols().contains(Protocol.UDP);
        if (known == dev.postern.model.elbv2.TargetGroupAttribute.PRESERVES_CLIENT && udp && value.equals("false")) {
            throw Elbv2Error.INVALID_CONFIGURATION.of("Client IP preservation cannot be disabled for target groups"
                    + " with protocol '" + group.protocol() + "'");
        }
        if (known == dev.postern.model.elbv2.TargetGroupAttribute.TERMINATES_UNHEALTHY && udp && value.equals("true")) {
            throw Elbv2Error.INVALID_CONFIGURATION.of("Connection termination for unhealthy targets cannot be enabled"
                    + " for target groups with protocol '" + group.protocol() + "'");
        }
        if (known == dev.postern.model.elbv2.TargetGroupAttribute.STICKY
                && group.protocol() == Transport.TLS
                && value.equals("true")) {
            throw Elbv2Error.INVALID_CONFIGURATION.of(
                    "Stickiness is not supported for target groups with protocol 'TLS'");
        }
        if (!known.isServed(group.protocol())
                && !value.equals(group.withAttributes(new TreeMap<>()).attribute(known))) {
            throw Elbv2Error.OPERATION_NOT_PERMITTED.of(
                    "The target group attribute '" + known.key() + "' cannot be set to '" + value + "' here");
        }
    }
}
