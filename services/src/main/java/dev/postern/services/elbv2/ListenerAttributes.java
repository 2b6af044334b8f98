package dev.postern.services.elbv2;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.elbv2.Listener;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.storage.Cloud.Outcome;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenerAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenerAttributesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ListenerAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyListenerAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyListenerAttributesResponse;

/**
 * The only attribute of listeners: after how long an idle TCP connection is forgotten.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html">Update the TCP idle timeout for
 *     your Network Load Balancer listener</a>
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/update-idle-timeout.html">The same of Gateway Load Balancers</a>
 */
final class ListenerAttributes {
    private static final String IDLE = "tcp.idle_timeout.seconds";
    private static final int IDLE_MIN = 60;
    private static final int IDLE_MAX = 6000;

    private ListenerAttributes() {}

    static DescribeListenerAttributesResponse describe(Elbv2Call call, DescribeListenerAttributesRequest request) {
        return DescribeListenerAttributesResponse.builder()
                .attributes(view(call.listener(request.listenerArn())))
                .build();
    }

    static Outcome<ModifyListenerAttributesResponse> modify(Elbv2Call call, ModifyListenerAttributesRequest request) {
        Listener changed = call.listener(request.listenerArn());
        for (ListenerAttribute attribute : request.attributes()) {
            if (!IDLE.equals(attribute.key()) || !has(changed)) {
                throw Elbv2Error.VALIDATION_ERROR.of("Listener attribute key '" + attribute.key()
                        + "' is not recognized or not supported for listeners with protocol '" + changed.protocol()
                        + "'");
            }
            changed = changed.withIdleSeconds(Optional.of(seconds(String.valueOf(attribute.value()))));
        }
        refuseAcrossRegions(call, changed);
        return new Outcome<>(
                Change.put(changed),
                ModifyListenerAttributesResponse.builder()
                        .attributes(view(changed))
                        .build());
    }

    /** Endpoints of other Regions know of no other time than the usual one. */
    private static void refuseAcrossRegions(Elbv2Call call, Listener listener) {
        int idle = listener.idleSeconds().orElse(Listener.IDLE_DEFAULT);
        boolean across = call.snapshot()
                .find(LoadBalancer.class, listener.scope(), listener.balancer())
                .map(balancer -> balancer.arn().toString())
                .filter(arn -> call.by(Indexes.ENDPOINT_SERVICES_BY_BALANCER, arn).stream()
                        .anyMatch(service -> !service.terms().otherRegions().isEmpty()))
                .isPresent();
        if (across && idle != Listener.IDLE_DEFAULT) {
            throw Elbv2Error.INVALID_CONFIGURATION.of("The listener attribute '" + IDLE
                    + "' cannot be changed because the load balancer is used by an endpoint service with cross-Region"
                    + " access");
        }
    }

    private static int seconds(String value) {
        int seconds = value.matches("[0-9]{1,5}") ? Integer.parseInt(value) : 0;
        if (seconds < IDLE_MIN || seconds > IDLE_MAX) {
            throw Elbv2Error.VALIDATION_ERROR.of("'" + IDLE + "' value '" + value + "' must be between '" + IDLE_MIN
                    + "-" + IDLE_MAX + "' inclusive");
        }
        return seconds;
    }

    private static boolean has(Listener listener) {
        return switch (listener.protocol()) {
            case TCP, TCP_UDP, GENEVE -> true;
            case UDP, TLS -> false;
        };
    }

    private static List<ListenerAttribute> view(Listener listener) {
        return has(listener)
                ? List.of(ListenerAttribute.builder()
                        .key(IDLE)
                        .value(String.valueOf(listener.idleSeconds().orElse(Listener.IDLE_DEFAULT)))
                        .build())
                : List.of();
    }
}
