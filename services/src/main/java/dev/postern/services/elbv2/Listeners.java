package dev.postern.services.elbv2;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Tags;
import dev.postern.model.elbv2.Listener;
import dev.postern.model.elbv2.Listener.Forward;
import dev.postern.model.elbv2.Listener.Tls;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.LoadBalancer.IpAddressType;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.Transport;
import dev.postern.model.net.Protocol;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.codec.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Certificate;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateListenerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateListenerResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteListenerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteListenerResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenersRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenersResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ForwardActionConfig;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyListenerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyListenerResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.MutualAuthenticationAttributes;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupTuple;

/**
 * The listeners of load balancers. A Gateway Load Balancer has one, which takes all packets: no protocol and no port are said of it.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html">Listeners</a>
 */
final class Listeners {
    /** How many target groups a listener forwards to. */
    static final int FORWARDS_MAX = 5;

    private static final int WEIGHT_MAX = 999;

    private Listeners() {}

    static Outcome<CreateListenerResponse> create(Elbv2Call call, CreateListenerRequest request) {
        LoadBalancer balancer = call.loadBalancer(request.loadBalancerArn());
        End end = end(balancer, request.protocolAsString(), request.port(), Optional.empty());
        checkMutual(balancer, request.mutualAuthentication());
        Transport protocol = end.protocol();
        if (balancer.type() == LoadBalancer.Type.NETWORK) {
            checkFree(call, balancer, end.port(), null);
        }
        checkUdp(balancer, protocol);
        if (call.listeners(balancer).size() >= Limits.listeners(balancer.type())) {
            throw Elbv2Error.TOO_MANY_LISTENERS.of(
                    "The maximum number of listeners for load balancer '" + balancer.arn() + "' has been reached");
        }
        Optional<Tls> tls = ListenerCertificates.tls(
                call, protocol, request.certificates(), request.sslPolicy(), request.alpnPolicy(), Optional.empty());
        Listener listener = new Listener(
                call.scope(),
                balancer.key(),
                call.newId(),
                protocol,
                end.port(),
                forwards(call, balancer, protocol, request.defaultActions()),
                tls,
                Optional.empty(),
                TagSets.with(Tags.NONE, request.tags()));
        Change change = Change.put(listener);
        TargetQuotas.check(call, balancer, change);
        return new Outcome<>(
                change,
                CreateListenerResponse.builder().listeners(view(call, listener)).build());
    }

    static DescribeListenersResponse describe(Elbv2Call call, DescribeListenersRequest request) {
        if ((request.loadBalancerArn() == null) == request.listenerArns().isEmpty()) {
            throw Elbv2Error.VALIDATION_ERROR.of(
                    request.loadBalancerArn() == null
                            ? "You must specify either listener ARNs or a load balancer ARN"
                            : "A load balancer ARN and listener ARNs cannot be specified at the same time");
        }
        List<Listener> found = request.loadBalancerArn() != null
                ? call.listeners(call.loadBalancer(request.loadBalancerArn()))
                : request.listenerArns().stream()
                        .distinct()
                        .map(arn -> call.findListener(arn)
                                .orElseThrow(() -> Elbv2Error.LISTENER_NOT_FOUND.of("One or more listeners not found")))
                        .toList();
        Page<Listener> page = Elbv2Call.page(request, found, Listener::key, request.marker(), request.pageSize());
        return DescribeListenersResponse.builder()
                .listeners(page.map(listener -> view(call, listener)))
                .nextMarker(page.next())
                .build();
    }

    static Outcome<ModifyListenerResponse> modify(Elbv2Call call, ModifyListenerRequest request) {
        Listener listener = call.listener(request.listenerArn());
        LoadBalancer balancer = call.balancer(listener);
        checkMutual(balancer, request.mutualAuthentication());
        End end = end(balancer, request.protocolAsString(), request.port(), Optional.of(listener));
        Transport protocol = end.protocol();
        checkFree(call, balancer, end.port(), listener);
        checkUdp(balancer, protocol);
        Optional<Tls> tls = ListenerCertificates.tls(
                call, protocol, request.certificates(), request.sslPolicy(), request.alpnPolicy(), listener.tls());
        Listener moved = listener.withEnd(protocol, end.port(), tls);
        Listener changed = request.defaultActions().isEmpty()
                ? moved
                : moved.withForwards(forwards(call, balancer, protocol, request.defaultActions()));
        changed.targetGroups().forEach(key -> checkProtocol(protocol, group(call, key)));
        Change change = Change.put(changed);
        TargetQuotas.check(call, balancer, change);
        return new Outcome<>(
                change,
                ModifyListenerResponse.builder().listeners(view(call, changed)).build());
    }

    static Outcome<DeleteListenerResponse> delete(Elbv2Call call, DeleteListenerRequest request) {
        return new Outcome<>(
                Change.remove(call.listener(request.listenerArn())),
                DeleteListenerResponse.builder().build());
    }

    static boolean speaksUdp(Listener listener) {
        return listener.protocol().protocols().contains(Protocol.UDP);
    }

    /** What a listener understands, and where. */
    private record End(Transport protocol, int port) {}

    /** What a request says of it, over what there was before. */
    private static End end(
            LoadBalancer balancer, @Nullable String protocol, @Nullable Integer port, Optional<Listener> before) {
        if (balancer.type() == LoadBalancer.Type.GATEWAY) {
            if (protocol != null || port != null) {
                throw Elbv2Error.VALIDATION_ERROR.of(
                        "A " + (protocol != null ? "protocol" : "port") + " cannot be specified for gateway listeners");
            }
            return new End(Transport.GENEVE, Transport.GENEVE_PORT);
        }
        return new End(
                Optional.ofNullable(protocol)
                        .map(Listeners::transport)
                        .or(() -> before.map(Listener::protocol))
                        .orElseThrow(() -> Elbv2Error.VALIDATION_ERROR.of("A listener protocol must be specified")),
                Optional.ofNullable(port)
                        .or(() -> before.map(Listener::port))
                        .orElseThrow(() -> Elbv2Error.VALIDATION_ERROR.of("A listener port must be specified")));
    }

    private static void checkMutual(LoadBalancer balancer, @Nullable MutualAuthenticationAttributes asked) {
        if (asked != null) {
            throw Elbv2Error.OPERATION_NOT_PERMITTED.of(
                    "Mutual authentication is not supported for listeners of load balancers with type '"
                            + balancer.type().wireName() + "'");
        }
    }

    private static Transport transport(String name) {
        return Transport.find(name)
                .filter(found -> found != Transport.GENEVE)
                .orElseThrow(() -> Elbv2Error.VALIDATION_ERROR.of(
                        "Listener protocol '" + name + "' must be one of 'TCP, TCP_UDP, TLS, UDP'"));
    }

    private static void checkFree(Elbv2Call call, LoadBalancer balancer, int port, @Nullable Listener own) {
        if (LoadBalancers.listenerAt(call, balancer, port)
                .filter(there -> !there.equals(own))
                .isPresent()) {
            throw Elbv2Error.DUPLICATE_LISTENER.of(
                    "A listener already exists on this port for this load balancer '" + balancer.arn() + "'");
        }
    }

    private static void checkUdp(LoadBalancer balancer, Transport protocol) {
        if (protocol.protocols().contains(Protocol.UDP) && balancer.ipAddressType() == IpAddressType.DUALSTACK) {
            throw Elbv2Error.INVALID_CONFIGURATION.of("Listeners with protocol '" + protocol
                    + "' are not supported for load balancers with IP address type 'dualstack'");
        }
    }

    /** To whom a request's actions forward. */
    private static List<Forward> forwards(
            Elbv2Call call, LoadBalancer balancer, Transport protocol, List<Action> actions) {
        if (actions.size() != 1) {
            throw Elbv2Error.VALIDATION_ERROR.of("A listener must have exactly one default action");
        }
        Action action = actions.getFirst();
        if (action.type() != ActionTypeEnum.FORWARD) {
            throw Elbv2Error.INVALID_ACTION.of("The action type '" + action.typeAsString()
                    + "' is not valid for listeners of load balancers with type '"
                    + balancer.type().wireName() + "'");
        }
        List<Forward> forwards = new ArrayList<>();
        for (TargetGroupTuple tuple : targets(action)) {
            TargetGroup group = call.targetGroup(tuple.targetGroupArn());
            checkProtocol(protocol, group);
            checkPlace(call, balancer, group);
            int weight = tuple.weight() == null ? 1 : tuple.weight();
            if (weight < 0 || weight > WEIGHT_MAX) {
                throw Elbv2Error.VALIDATION_ERROR.of(
                        "Target group weight '" + weight + "' must be between '0-" + WEIGHT_MAX + "' inclusive");
            }
            forwards.add(new Forward(group.key(), weight));
        }
        if (protocol == Transport.GENEVE && forwards.size() != 1) {
            throw Elbv2Error.VALIDATION_ERROR.of(
                    "A forward action of a gateway listener must name exactly one target group");
        }
        boolean twice = forwards.stream().map(Forward::targetGroup).distinct().count() < forwards.size();
        if (forwards.isEmpty() || forwards.size() > FORWARDS_MAX || twice) {
            throw Elbv2Error.VALIDATION_ERROR.of(
                    "A forward action must name between one and " + FORWARDS_MAX + " target groups, each of them once");
        }
        return forwards;
    }

    private static List<TargetGroupTuple> targets(Action action) {
        ForwardActionConfig config = action.forwardConfig();
        if (config == null || config.targetGroups().isEmpty()) {
            if (action.targetGroupArn() == null) {
                throw Elbv2Error.VALIDATION_ERROR.of("A target group ARN must be specified");
            }
            return List.of(TargetGroupTuple.builder()
                    .targetGroupArn(action.targetGroupArn())
                    .build());
        }
        if (config.targetGroupStickinessConfig() != null
                && Boolean.TRUE.equals(config.targetGroupStickinessConfig().enabled())) {
            throw Elbv2Error.INVALID_CONFIGURATION.of(
                    "Target group stickiness is not supported for listeners of Network Load Balancers");
        }
        List<TargetGroupTuple> groups = config.targetGroups();
        boolean same = action.targetGroupArn() == null
                || (groups.size() == 1
                        && action.targetGroupArn().equals(groups.getFirst().targetGroupArn()));
        if (!same) {
            throw Elbv2Error.VALIDATION_ERROR.of(
                    "You can specify either a target group ARN or a forward configuration, but not both");
        }
        return groups;
    }

    private static void checkProtocol(Transport protocol, TargetGroup group) {
        if (!protocol.forwardsTo(group.protocol())) {
            throw Elbv2Error.INCOMPATIBLE_PROTOCOLS.of("Listener protocol '" + protocol
                    + "' is not supported with a target group with the protocol '" + group.protocol() + "'");
        }
    }

    private static void checkPlace(Elbv2Call call, LoadBalancer balancer, TargetGroup group) {
        if (!group.vpcId().equals(balancer.vpcId())) {
            throw Elbv2Error.INVALID_CONFIGURATION.of("The following target groups are in a different VPC than load"
                    + " balancer '" + balancer.arn() + "': " + group.arn());
        }
        if (call.by(Indexes.LISTENERS_BY_TARGET_GROUP, group.key()).stream()
                .anyMatch(other -> !other.balancer().equals(balancer.key()))) {
            throw Elbv2Error.TARGET_GROUP_ASSOCIATION_LIMIT.of(
                    "The following target groups cannot be associated with more than one load balancer: "
                            + group.arn());
        }
        if (group.family() == dev.postern.model.net.Family.IPV6
                && balancer.ipAddressType() != IpAddressType.DUALSTACK) {
            throw Elbv2Error.INVALID_CONFIGURATION.of(
                    "Target groups with IP address type 'ipv6' must be used with load balancers of type 'dualstack'");
        }
    }

    private static TargetGroup group(Elbv2Call call, String key) {
        return call.snapshot()
                .find(TargetGroup.class, call.scope(), key)
                .orElseThrow(() -> new IllegalStateException("a listener forwards to nobody: " + key));
    }

    /** What a listener does. */
    static Action action(Elbv2Call call, Listener listener) {
        Action.Builder action = Action.builder().type(ActionTypeEnum.FORWARD);
        if (listener.forwards().size() == 1) {
            action.targetGroupArn(
                    group(call, listener.targetGroups().getFirst()).arn().toString());
        }
        List<TargetGroupTuple> tuples = listener.forwards().stream()
                .map(forward -> TargetGroupTuple.builder()
                        .targetGroupArn(group(call, forward.targetGroup()).arn().toString())
                        .weight(forward.weight())
                        .build())
                .toList();
        return action.forwardConfig(
                        config -> config.targetGroups(tuples).targetGroupStickinessConfig(none -> none.enabled(false)))
                .build();
    }

    static software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener view(
            Elbv2Call call, Listener listener) {
        var view = software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener.builder()
                .listenerArn(listener.arn().toString())
                .loadBalancerArn(call.balancer(listener).arn().toString())
                .defaultActions(action(call, listener));
        if (listener.protocol() != Transport.GENEVE) {
            view.protocol(listener.protocol().name()).port(listener.port());
        }
        listener.tls()
                .ifPresent(tls -> view.sslPolicy(tls.policy())
                        .alpnPolicy(tls.alpn().stream().toList())
                        .certificates(Certificate.builder()
                                .certificateArn(tls.certificates().getFirst())
                                .build()));
        return view.build();
    }
}
