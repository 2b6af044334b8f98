package dev.postern.services.elbv2;

import dev.postern.model.elbv2.LoadBalancer;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerAttribute;

/**
 * How the attributes of load balancers are read and set.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-load-balancer-attributes.html">Edit attributes for
 *     your Network Load Balancer</a>
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/edit-load-balancer-attributes.html">The same for Gateway Load
 *     Balancers</a>
 */
final class LoadBalancerAttributes {
    private LoadBalancerAttributes() {}

    static List<LoadBalancerAttribute> view(LoadBalancer balancer) {
        return Stream.of(dev.postern.model.elbv2.LoadBalancerAttribute.values())
                .filter(one -> one.isOf(balancer.type()))
                .map(one -> LoadBalancerAttribute.builder()
                        .key(one.key())
                        .value(balancer.attribute(one))
                        .build())
                .sorted(Comparator.comparing(LoadBalancerAttribute::key))
                .toList();
    }

    /** A balancer with attributes as a request has them. */
    static LoadBalancer with(LoadBalancer balancer, List<LoadBalancerAttribute> attributes) {
        TreeMap<String, String> values = new TreeMap<>(balancer.attributes());
        for (LoadBalancerAttribute attribute : attributes) {
            var known = dev.postern.model.elbv2.LoadBalancerAttribute.find(String.valueOf(attribute.key()))
                    .filter(one -> one.isOf(balancer.type()))
                    .orElseThrow(() -> Elbv2Error.VALIDATION_ERROR.of(
                            "Load balancer attribute key '" + attribute.key() + "' is not recognized"));
            String value = attribute.value() == null ? "" : attribute.value();
            if (!known.accepts(value)) {
                throw Elbv2Error.VALIDATION_ERROR.of(
                        "The value '" + value + "' of attribute '" + known.key() + "' is not valid");
            }
            if (!known.isServed(value) && !value.equals(known.byDefault(balancer.scheme()))) {
                throw Elbv2Error.OPERATION_NOT_PERMITTED.of(
                        "The load balancer attribute '" + known.key() + "' cannot be set to '" + value + "' here");
            }
            values.put(known.key(), value);
        }
        return balancer.withAttributes(values);
    }
}
