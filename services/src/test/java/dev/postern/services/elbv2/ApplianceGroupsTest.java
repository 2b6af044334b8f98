package dev.postern.services.elbv2;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Certificate;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateListenerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ListenerAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupTuple;

/** The target groups of Gateway Load Balancers, and the listeners that forward to them. */
class ApplianceGroupsTest {
    private final BalancerFixture fixture = new BalancerFixture();

    @Test
    void isAskedAtPort80() {
        String arn = fixture.appliances("appliances");
        TargetGroup group = fixture.ask(c -> c.describeTargetGroups(r -> r.targetGroupArns(arn)))
                .targetGroups()
                .getFirst();
        assertThat(group.protocolAsString()).isEqualTo("GENEVE");
        assertThat(group.port()).isEqualTo(6081);
        assertThat(group.targetTypeAsString()).isEqualTo("instance");
        assertThat(group.healthCheckProtocolAsString()).isEqualTo("TCP");
        assertThat(group.healthCheckPort()).isEqualTo("80");
        assertThat(group.healthCheckIntervalSeconds()).isEqualTo(10);
        assertThat(group.healthCheckTimeoutSeconds()).isEqualTo(5);
        assertThat(group.healthyThresholdCount()).isEqualTo(5);
        assertThat(group.unhealthyThresholdCount()).isEqualTo(2);
        String other = fixture.group(
                "http",
                r -> r.protocol("GENEVE")
                        .port(6081)
                        .targetType("ip")
                        .healthCheckProtocol("HTTP")
                        .healthCheckPort("8080"));
        TargetGroup http = fixture.ask(c -> c.describeTargetGroups(r -> r.targetGroupArns(other)))
                .targetGroups()
                .getFirst();
        assertThat(http.healthCheckPath()).isEqualTo("/");
        assertThat(http.healthCheckPort()).isEqualTo("8080");
        assertThat(http.healthCheckTimeoutSeconds()).isEqualTo(5);
    }

    @Test
    void hasOnePortAndOneFamily() {
        assertThat(fixture.refusal(c -> c.createTargetGroup(
                        r -> r.name("x").protocol("GENEVE").port(80).vpcId(fixture.vpc))))
                .isEqualTo("ValidationError: Port '80' is not supported for target groups with protocol 'GENEVE': it"
                        + " must be '6081'");
        assertThat(fixture.refusal(c -> c.createTargetGroup(r -> r.name("x")
                        .protocol("GENEVE")
                        .port(6081)
                        .ipAddressType("ipv6")
                        .vpcId(fixture.vpc))))
                .isEqualTo("ValidationError: IP address type 'ipv6' is not supported for target groups with protocol"
                        + " 'GENEVE'");
        assertThat(fixture.refusal(c -> c.createTargetGroup(r -> r.name("x")
                        .protocol("GENEVE")
                        .port(6081)
                        .healthCheckProtocol("UDP")
                        .vpcId(fixture.vpc))))
                .startsWith("ValidationError: Health check protocol 'UDP' must be one of");
    }

    @Test
    void registersAtThatPortAlone() {
        String group =
                fixture.group("appliances", r -> r.protocol("GENEVE").port(6081).targetType("ip"));
        fixture.ask(c -> c.registerTargets(r -> r.targetGroupArn(group).targets(target("10.0.1.7", null))));
        fixture.ask(c -> c.registerTargets(r -> r.targetGroupArn(group).targets(target("10.0.1.7", 6081))));
        assertThat(fixture.refusal(
                        c -> c.registerTargets(r -> r.targetGroupArn(group).targets(target("10.0.1.8", 80)))))
                .isEqualTo("ValidationError: Port '80' is not supported for target groups with protocol 'GENEVE': it"
                        + " must be '6081'");
        assertThat(states(group)).containsExactly("10.0.1.7:6081 80 unused Target.NotInUse");
        String balancer = fixture.gateway("gw", r -> r.subnets(fixture.first)).loadBalancerArn();
        fixture.ask(
                c -> c.createListener(r -> r.loadBalancerArn(balancer).defaultActions(BalancerFixture.forward(group))));
        assertThat(states(group)).containsExactly("10.0.1.7:6081 80 initial Elb.RegistrationInProgress");
        fixture.pass(Duration.ZERO);
        assertThat(states(group)).containsExactly("10.0.1.7:6081 80 initial Elb.InitialHealthChecking");
        fixture.ask(c -> c.deregisterTargets(r -> r.targetGroupArn(group).targets(target("10.0.1.7", null))));
        assertThat(states(group)).containsExactly("10.0.1.7:6081 80 draining Target.DeregistrationInProgress");
    }

    @Test
    void hasSoManyTargetsInAZone() {
        fixture.subnet("10.0.128.0/22", "us-east-1a");
        String group =
                fixture.group("appliances", r -> r.protocol("GENEVE").port(6081).targetType("ip"));
        List<TargetDescription> many = IntStream.rangeClosed(0, 300)
                .mapToObj(i -> target("10.0." + (128 + i / 200) + "." + (i % 200 + 10), null).toBuilder()
                        .availabilityZone("us-east-1a")
                        .build())
                .toList();
        assertThat(fixture.refusal(
                        c -> c.registerTargets(r -> r.targetGroupArn(group).targets(many))))
                .isEqualTo("TooManyTargets: The maximum number of targets for target group '" + group
                        + "' has been reached");
        fixture.ask(c -> c.registerTargets(r -> r.targetGroupArn(group).targets(many.subList(0, 300))));
    }

    @Test
    void hasTheAttributesOfFlows() {
        String group = fixture.appliances("appliances");
        assertThat(attributes(group))
                .containsExactly(
                        "deregistration_delay.timeout_seconds=300",
                        "stickiness.enabled=false",
                        "stickiness.type=source_ip_dest_ip_proto",
                        "target_failover.on_deregistration=no_rebalance",
                        "target_failover.on_unhealthy=no_rebalance");
        set(group, "stickiness.enabled=true", "stickiness.type=source_ip_dest_ip");
        set(group, "target_failover.on_unhealthy=rebalance", "target_failover.on_deregistration=rebalance");
        assertThat(attributes(group))
                .contains(
                        "stickiness.enabled=true",
                        "stickiness.type=source_ip_dest_ip",
                        "target_failover.on_unhealthy=rebalance");
        assertThat(refused(group, "target_failover.on_unhealthy=no_rebalance"))
                .isEqualTo("InvalidConfigurationRequest: The values of 'target_failover.on_deregistration' and"
                        + " 'target_failover.on_unhealthy' must be the same");
        assertThat(refused(group, "stickiness.type=source_ip"))
                .isEqualTo("ValidationError: The value 'source_ip' of attribute 'stickiness.type' is not valid");
        assertThat(refused(group, "target_failover.on_unhealthy=maybe")).startsWith("ValidationError: The value");
        assertThat(refused(group, "proxy_protocol_v2.enabled=false"))
                .isEqualTo("ValidationError: Target group attribute key 'proxy_protocol_v2.enabled' is not recognized");
        String tcp = fixture.group("tcp", r -> {});
        assertThat(attributes(tcp)).noneMatch(one -> one.startsWith("target_failover"));
        assertThat(refused(tcp, "target_failover.on_unhealthy=rebalance")).startsWith("ValidationError: Target group");
        assertThat(refused(tcp, "stickiness.type=source_ip_dest_ip")).startsWith("ValidationError: The value");
    }

    @Test
    void hasOneListenerThatTakesEverything() {
        String balancer = fixture.gateway("gw", r -> r.subnets(fixture.first)).loadBalancerArn();
        String group = fixture.appliances("appliances");
        Listener made = listen(balancer, group, r -> {});
        assertThat(made.listenerArn()).startsWith(balancer.replace(":loadbalancer/", ":listener/") + "/");
        assertThat(made.protocolAsString()).isNull();
        assertThat(made.port()).isNull();
        assertThat(made.defaultActions())
                .extracting(action -> action.typeAsString() + " " + action.targetGroupArn())
                .containsExactly("forward " + group);
        assertThat(fixture.ask(c -> c.describeListeners(r -> r.loadBalancerArn(balancer)))
                        .listeners())
                .containsExactly(made);
        assertThat(fixture.ask(c -> c.describeTargetGroups(r -> r.loadBalancerArn(balancer)))
                        .targetGroups())
                .extracting(TargetGroup::loadBalancerArns)
                .containsExactly(List.of(balancer));
        assertThat(refusedListener(balancer, group, r -> {}))
                .isEqualTo("TooManyListeners: The maximum number of listeners for load balancer '" + balancer
                        + "' has been reached");
        var rules = fixture.ask(c -> c.describeRules(r -> r.listenerArn(made.listenerArn())))
                .rules();
        assertThat(rules).hasSize(1);
        assertThat(fixture.ask(c ->
                                c.describeRules(r -> r.ruleArns(rules.getFirst().ruleArn())))
                        .rules())
                .isEqualTo(rules);
        fixture.ask(c -> c.modifyListenerAttributes(r -> r.listenerArn(made.listenerArn())
                .attributes(ListenerAttribute.builder()
                        .key("tcp.idle_timeout.seconds")
                        .value("6000")
                        .build())));
        assertThat(fixture.ask(c -> c.describeListenerAttributes(r -> r.listenerArn(made.listenerArn())))
                        .attributes())
                .extracting(one -> one.key() + "=" + one.value())
                .containsExactly("tcp.idle_timeout.seconds=6000");
        String other = fixture.appliances("other");
        fixture.ask(c -> c.modifyListener(
                r -> r.listenerArn(made.listenerArn()).defaultActions(BalancerFixture.forward(other))));
        fixture.ask(c -> c.deleteTargetGroup(r -> r.targetGroupArn(group)));
        assertThat(fixture.refusal(c ->
                        c.modifyListener(r -> r.listenerArn(made.listenerArn()).port(6081))))
                .isEqualTo("ValidationError: A port cannot be specified for gateway listeners");
        fixture.ask(c -> c.deleteListener(r -> r.listenerArn(made.listenerArn())));
        fixture.ask(c -> c.deleteTargetGroup(r -> r.targetGroupArn(other)));
    }

    @Test
    void refusesListenersOfOtherKinds() {
        String balancer = fixture.gateway("gw", r -> r.subnets(fixture.first)).loadBalancerArn();
        String group = fixture.appliances("appliances");
        String tcp = fixture.group("tcp", r -> {});
        assertThat(refusedListener(balancer, group, r -> r.protocol("GENEVE")))
                .isEqualTo("ValidationError: A protocol cannot be specified for gateway listeners");
        assertThat(refusedListener(balancer, group, r -> r.port(6081)))
                .isEqualTo("ValidationError: A port cannot be specified for gateway listeners");
        assertThat(refusedListener(
                        balancer,
                        group,
                        r -> r.certificates(
                                Certificate.builder().certificateArn("arn").build())))
                .isEqualTo("ValidationError: A certificate cannot be specified for gateway listeners");
        assertThat(refusedListener(balancer, group, r -> r.sslPolicy("ELBSecurityPolicy-2016-08")))
                .isEqualTo("ValidationError: An SSL policy cannot be specified for gateway listeners");
        assertThat(refusedListener(balancer, tcp, r -> {}))
                .isEqualTo("IncompatibleProtocols: Listener protocol 'GENEVE' is not supported with a target group with"
                        + " the protocol 'TCP'");
        String other = fixture.appliances("other");
        assertThat(refusedListener(
                        balancer,
                        group,
                        r -> r.defaultActions(Action.builder()
                                .type("forward")
                                .forwardConfig(f -> f.targetGroups(tuple(group), tuple(other)))
                                .build())))
                .isEqualTo(
                        "ValidationError: A forward action of a gateway listener must name exactly one target group");
        assertThat(refusedListener(
                        balancer,
                        group,
                        r -> r.defaultActions(Action.builder()
                                .type("fixed-response")
                                .fixedResponseConfig(f -> f.statusCode("200"))
                                .build())))
                .startsWith("InvalidLoadBalancerAction: ");
        String network = fixture.balancer().loadBalancerArn();
        assertThat(refusedListener(network, group, r -> r.protocol("TCP").port(80)))
                .startsWith("IncompatibleProtocols: ");
        assertThat(refusedListener(network, group, r -> r.protocol("GENEVE").port(6081)))
                .isEqualTo("ValidationError: Listener protocol 'GENEVE' must be one of 'TCP, TCP_UDP, TLS, UDP'");
    }

    private Listener listen(String balancer, String group, Consumer<CreateListenerRequest.Builder> more) {
        return fixture.ask(c -> c.createListener(
                        r -> more.accept(r.loadBalancerArn(balancer).defaultActions(BalancerFixture.forward(group)))))
                .listeners()
                .getFirst();
    }

    private String refusedListener(String balancer, String group, Consumer<CreateListenerRequest.Builder> more) {
        return fixture.refusal(c -> c.createListener(
                r -> more.accept(r.loadBalancerArn(balancer).defaultActions(BalancerFixture.forward(group)))));
    }

    private static TargetGroupTuple tuple(String group) {
        return TargetGroupTuple.builder().targetGroupArn(group).weight(1).build();
    }

    private static TargetDescription target(String id, @Nullable Integer port) {
        return TargetDescription.builder().id(id).port(port).build();
    }

    private List<String> states(String group) {
        return fixture
                .ask(c -> c.describeTargetHealth(r -> r.targetGroupArn(group)))
                .targetHealthDescriptions()
                .stream()
                .map(one -> one.target().id() + ":" + one.target().port() + " " + one.healthCheckPort() + " "
                        + one.targetHealth().stateAsString() + " "
                        + one.targetHealth().reasonAsString())
                .toList();
    }

    private List<String> attributes(String group) {
        return fixture.ask(c -> c.describeTargetGroupAttributes(r -> r.targetGroupArn(group))).attributes().stream()
                .map(one -> one.key() + "=" + one.value())
                .toList();
    }

    private void set(String group, String... attributes) {
        fixture.ask(
                c -> c.modifyTargetGroupAttributes(r -> r.targetGroupArn(group).attributes(parsed(attributes))));
    }

    private String refused(String group, String attribute) {
        return fixture.refusal(
                c -> c.modifyTargetGroupAttributes(r -> r.targetGroupArn(group).attributes(parsed(attribute))));
    }

    private static List<TargetGroupAttribute> parsed(String... attributes) {
        return Stream.of(attributes)
                .map(one -> one.split("=", 2))
                .map(parts -> TargetGroupAttribute.builder()
                        .key(parts[0])
                        .value(parts[1])
                        .build())
                .toList();
    }
}
