package dev.postern.services.elbv2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Change;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Instance;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.storage.Cloud;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Certificate;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ListenerAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupTuple;

class TargetGroupsTest {
    private final BalancerFixture fixture = new BalancerFixture();

    private TargetGroup describe(String arn) {
        return fixture.ask(c -> c.describeTargetGroups(r -> r.targetGroupArns(arn)))
                .targetGroups()
                .getFirst();
    }

    private List<String> health(String group) {
        return fixture
                .ask(c -> c.describeTargetHealth(r -> r.targetGroupArn(group)))
                .targetHealthDescriptions()
                .stream()
                .map(one -> one.target().id() + ":" + one.target().port() + " "
                        + one.targetHealth().stateAsString() + " "
                        + one.targetHealth().reasonAsString() + " "
                        + one.targetHealth().description())
                .toList();
    }

    private void register(String group, String id) {
        fixture.ask(c -> c.registerTargets(r -> r.targetGroupArn(group).targets(target(id))));
    }

    private void deregister(String group, String id) {
        fixture.ask(c -> c.deregisterTargets(r -> r.targetGroupArn(group).targets(target(id))));
    }

    private static TargetDescription target(String id) {
        return TargetDescription.builder().id(id).build();
    }

    @Test
    void checksAsAwsDoesUnlessItIsTold() {
        TargetGroup group = describe(fixture.group("targets", r -> {}));
        assertThat(group.targetGroupArn())
                .matches("arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/targets/[0-9a-f]{16}");
        assertThat(group.healthCheckProtocolAsString()).isEqualTo("TCP");
        assertThat(group.healthCheckPort()).isEqualTo("traffic-port");
        assertThat(group.healthCheckIntervalSeconds()).isEqualTo(30);
        assertThat(group.healthCheckTimeoutSeconds()).isEqualTo(10);
        assertThat(group.healthyThresholdCount()).isEqualTo(5);
        assertThat(group.unhealthyThresholdCount()).isEqualTo(2);
        assertThat(group.matcher()).isNull();
        assertThat(group.targetTypeAsString()).isEqualTo("instance");
        assertThat(group.ipAddressTypeAsString()).isEqualTo("ipv4");
        TargetGroup http = fixture.ask(c -> c.modifyTargetGroup(r -> r.targetGroupArn(group.targetGroupArn())
                        .healthCheckProtocol("HTTP")
                        .healthCheckPort("8080")
                        .matcher(m -> m.httpCode("200,204"))))
                .targetGroups()
                .getFirst();
        assertThat(http.healthCheckPath()).isEqualTo("/");
        assertThat(http.matcher().httpCode()).isEqualTo("200,204");
        assertThat(http.healthCheckPort()).isEqualTo("8080");
        assertThat(fixture.refusal(c -> c.modifyTargetGroup(
                        r -> r.targetGroupArn(group.targetGroupArn()).healthCheckIntervalSeconds(5))))
                .startsWith("ValidationError: Health check timeout '10' must be smaller");
        assertThat(fixture.refusal(c -> c.createTargetGroup(
                        r -> r.name("web").protocol("HTTP").port(80).vpcId(fixture.vpc))))
                .isEqualTo("UnsupportedProtocol: Target groups with protocol 'HTTP' cannot be created here");
    }

    @Test
    void hasTheAttributesOfNetworkLoadBalancers() {
        String instances = fixture.group("instances", r -> {});
        String addresses = fixture.group("addresses", r -> r.targetType("ip"));
        assertThat(attribute(instances, "preserve_client_ip.enabled")).isEqualTo("true");
        assertThat(attribute(addresses, "preserve_client_ip.enabled")).isEqualTo("false");
        assertThat(attribute(addresses, "deregistration_delay.timeout_seconds")).isEqualTo("300");
        assertThat(attribute(addresses, "load_balancing.cross_zone.enabled"))
                .isEqualTo("use_load_balancer_configuration");
        assertThat(fixture.refusal(c -> c.modifyTargetGroupAttributes(r -> r.targetGroupArn(instances)
                        .attributes(groupAttribute("deregistration_delay.timeout_seconds", "3601")))))
                .isEqualTo("ValidationError: 'deregistration_delay.timeout_seconds' value '3601' must be between"
                        + " '0-3600' inclusive");
        assertThat(fixture.refusal(c -> c.modifyTargetGroupAttributes(
                        r -> r.targetGroupArn(instances).attributes(groupAttribute("slow_start", "1")))))
                .isEqualTo("ValidationError: Target group attribute key 'slow_start' is not recognized");
    }

    @Test
    void refusesByNameWhatItsProtocolDoesNotHave() {
        String udp = fixture.group("udp", r -> r.protocol("UDP"));
        String tls = fixture.group("tls", r -> r.protocol("TLS"));
        String told = "proxy_protocol_v2.enabled";
        assertThat(fixture.refusal(c -> c.modifyTargetGroupAttributes(on(udp, told))))
                .isEqualTo("OperationNotPermitted: The target group attribute '" + told
                        + "' cannot be set to 'true' here");
        fixture.ask(c -> c.modifyTargetGroupAttributes(on(tls, told)));
        assertThat(attribute(tls, told)).isEqualTo("true");
        fixture.ask(c -> c.modifyTargetGroupAttributes(on(udp, "stickiness.enabled")));
        assertThat(fixture.refusal(c -> c.modifyTargetGroupAttributes(on(tls, "stickiness.enabled"))))
                .isEqualTo("InvalidConfigurationRequest: Stickiness is not supported for target groups with protocol"
                        + " 'TLS'");
    }

    @Test
    void endsWhatFlowsToWhomWasTakenOutByDefaultOnlyWhereDatagramsFlow() {
        String ends = "deregistration_delay.connection_termination.enabled";
        for (String protocol : List.of("UDP", "TCP_UDP", "TCP", "TLS")) {
            String group =
                    fixture.group(protocol.toLowerCase(Locale.ROOT).replace('_', '-'), r -> r.protocol(protocol));
            assertThat(attribute(group, ends)).as(protocol).isEqualTo(Boolean.toString(protocol.endsWith("UDP")));
            fixture.ask(c -> c.modifyTargetGroupAttributes(on(group, ends)));
            assertThat(attribute(group, ends)).isEqualTo("true");
        }
    }

    private static Consumer<ModifyTargetGroupAttributesRequest.Builder> on(String group, String attribute) {
        return r -> r.targetGroupArn(group).attributes(groupAttribute(attribute, "true"));
    }

    private String attribute(String group, String key) {
        return fixture.ask(c -> c.describeTargetGroupAttributes(r -> r.targetGroupArn(group))).attributes().stream()
                .filter(one -> one.key().equals(key))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Test
    void tellsHowTargetsAre() {
        String group = fixture.group("targets", r -> {});
        String near = fixture.instance(fixture.first);
        String far = fixture.instance(fixture.second);
        register(group, near);
        register(group, far);
        assertThat(health(group))
                .containsExactly(
                        near + ":80 unused Target.NotInUse Target group is not configured to receive traffic from the"
                                + " load balancer",
                        far + ":80 unused Target.NotInUse Target group is not configured to receive traffic from the"
                                + " load balancer");
        String balancer = fixture.create("web", r -> r.subnets(fixture.first)).loadBalancerArn();
        fixture.listener(balancer, 80, group);
        assertThat(health(group).getFirst())
                .isEqualTo(near + ":80 initial Elb.RegistrationInProgress Target registration is in progress");
        fixture.pass(Duration.ZERO);
        assertThat(health(group))
                .containsExactly(
                        near + ":80 initial Elb.InitialHealthChecking Initial health checks in progress",
                        far + ":80 unused Target.NotInUse Target is in an Availability Zone that is not enabled for"
                                + " the load balancer");
        found(group, near, TargetHealth.State.HEALTHY);
        assertThat(health(group).getFirst()).isEqualTo(near + ":80 healthy null null");
        found(group, near, TargetHealth.State.UNHEALTHY);
        assertThat(health(group).getFirst())
                .isEqualTo(near + ":80 unhealthy Target.FailedHealthChecks Health checks failed");
        found(group, near, TargetHealth.State.DRAINING);
        assertThat(health(group).getFirst())
                .isEqualTo(near + ":80 unhealthy.draining Target.FailedHealthChecks Health checks failed");
        fixture.become(near, Instance.State.STOPPED);
        assertThat(health(group).getFirst())
                .isEqualTo(near + ":80 unused Target.InvalidState Target is in the stopped state");
        fixture.become(near, Instance.State.TERMINATED);
        fixture.pass(Duration.ZERO);
        assertThat(health(group)).hasSize(1);
        assertThat(fixture.ask(c -> c.describeTargetHealth(
                                r -> r.targetGroupArn(group).targets(target(near))))
                        .targetHealthDescriptions()
                        .getFirst()
                        .targetHealth()
                        .reasonAsString())
                .isEqualTo("Target.NotRegistered");
    }

    private void found(String group, String target, TargetHealth.State state) {
        TreeMap<TargetHealth.Key, TargetHealth.Finding> found = new TreeMap<>();
        found.put(
                new TargetHealth.Key(group.replaceFirst(".*targetgroup/", ""), target, 80),
                new TargetHealth.Finding(state, fixture.ec2.now));
        fixture.health = new TargetHealth(found);
    }

    @Test
    void letsTargetsFinishWhatTheyHave() {
        String group = fixture.group("targets", r -> {});
        String instance = fixture.instance(fixture.first);
        register(group, instance);
        deregister(group, instance);
        assertThat(health(group)).isEmpty();
        register(group, instance);
        fixture.listener(fixture.balancer().loadBalancerArn(), 80, group);
        deregister(group, instance);
        assertThat(health(group))
                .containsExactly(
                        instance + ":80 draining Target.DeregistrationInProgress Target deregistration is in progress");
        fixture.pass(Duration.ofSeconds(299));
        assertThat(health(group)).hasSize(1);
        fixture.pass(Duration.ofMinutes(5));
        assertThat(health(group)).isEmpty();
        register(group, instance);
        deregister(group, instance);
        register(group, instance);
        fixture.pass(Duration.ofSeconds(400));
        assertThat(health(group)).hasSize(1);
    }

    @Test
    void refusesTargetsThatCannotBe() {
        String group = fixture.group("targets", r -> {});
        assertThat(refusal(group, "i-0123456789abcdef0"))
                .isEqualTo("InvalidTarget: Instance ID 'i-0123456789abcdef0' is not valid");
        String instance = fixture.instance(fixture.first);
        fixture.become(instance, Instance.State.STOPPED);
        assertThat(refusal(group, instance))
                .isEqualTo("InvalidTarget: The following targets are not in a running state and cannot be registered: '"
                        + instance + "'");
        String addresses = fixture.group("addresses", r -> r.targetType("ip"));
        assertThat(refusal(addresses, "10.0.1"))
                .isEqualTo("ValidationError: The IP address '10.0.1' is not a valid IPv4 address");
        assertThat(refusal(addresses, "8.8.8.8")).startsWith("ValidationError: The IP address '8.8.8.8' is not within");
        assertThat(refusal(addresses, "192.168.7.7"))
                .startsWith("ValidationError: The Availability Zone of the IP address '192.168.7.7' must be 'all'");
        fixture.ask(c -> c.registerTargets(r -> r.targetGroupArn(addresses)
                .targets(
                        target("10.0.1.9"),
                        TargetDescription.builder()
                                .id("192.168.7.7")
                                .port(81)
                                .availabilityZone("all")
                                .build())));
        assertThat(health(addresses)).hasSize(2);
        assertThat(fixture.refusal(c -> c.registerTargets(r -> r.targetGroupArn(addresses)
                        .targets(target("10.0.1.10").toBuilder()
                                .availabilityZone("us-east-1q")
                                .build()))))
                .isEqualTo("ValidationError: The Availability Zone 'us-east-1q' is not valid");
        assertThat(fixture.ask(c -> c.describeTargetHealth(r -> r.targetGroupArn(addresses)))
                        .targetHealthDescriptions())
                .extracting(one -> one.target().id() + " " + one.target().availabilityZone())
                .containsExactly("10.0.1.9 us-east-1a", "192.168.7.7 all");
    }

    /** What ends a request's first line is no part of a path: a probe would ask for something else than what was said. */
    @Test
    void refusesPathsThatNoRequestCanHave() {
        String group = fixture.group("targets", r -> r.healthCheckProtocol("HTTP"));
        for (String path : List.of("/a b", "/a\r\nX: y", "/\u00e4", "/\t")) {
            String words = "' can only contain printable ASCII characters, without spaces";
            assertThat(fixture.refusal(c ->
                            c.modifyTargetGroup(r -> r.targetGroupArn(group).healthCheckPath(path))))
                    .isEqualTo("ValidationError: Health check path '" + path + words);
            assertThat(fixture.refusal(c -> c.createTargetGroup(r -> r.name("other")
                            .protocol("TCP")
                            .port(80)
                            .vpcId(fixture.vpc)
                            .healthCheckProtocol("HTTPS")
                            .healthCheckPath(path))))
                    .endsWith(words);
        }
        fixture.ask(c -> c.modifyTargetGroup(r -> r.targetGroupArn(group).healthCheckPath("/a%20b?c=d&e=~")));
    }

    private String refusal(String group, String target) {
        return fixture.refusal(
                c -> c.registerTargets(r -> r.targetGroupArn(group).targets(target(target))));
    }

    @Test
    void listensOnceOnAPortAndForwardsToWhomItUnderstands() {
        String balancer = fixture.balancer().loadBalancerArn();
        String group = fixture.group("targets", r -> {});
        String listener = fixture.listener(balancer, 80, group);
        assertThat(listener).startsWith(balancer.replace(":loadbalancer/", ":listener/") + "/");
        assertThat(describe(group).loadBalancerArns()).containsExactly(balancer);
        assertThat(fixture.refusal(c -> c.deleteTargetGroup(r -> r.targetGroupArn(group))))
                .isEqualTo("ResourceInUse: Target group '" + group + "' is currently in use by a listener or a rule");
        assertThat(fixture.refusal(c -> c.createListener(r -> r.loadBalancerArn(balancer)
                        .protocol("UDP")
                        .port(80)
                        .defaultActions(BalancerFixture.forward(group)))))
                .isEqualTo("DuplicateListener: A listener already exists on this port for this load balancer '"
                        + balancer + "'");
        assertThat(fixture.refusal(c -> c.createListener(r -> r.loadBalancerArn(balancer)
                        .protocol("UDP")
                        .port(53)
                        .defaultActions(BalancerFixture.forward(group)))))
                .startsWith("IncompatibleProtocols");
        assertThat(fixture.refusal(c -> c.createListener(r -> r.loadBalancerArn(balancer)
                        .protocol("HTTP")
                        .port(81)
                        .defaultActions(BalancerFixture.forward(group)))))
                .isEqualTo("ValidationError: Listener protocol 'HTTP' must be one of 'TCP, TCP_UDP, TLS, UDP'");
        assertThat(fixture.refusal(c -> c.createListener(r -> r.loadBalancerArn(balancer)
                        .protocol("TLS")
                        .port(443)
                        .certificates(Certificate.builder()
                                .certificateArn("arn:aws:acm:us-east-1:111122223333:certificate/x")
                                .build())
                        .defaultActions(BalancerFixture.forward(group)))))
                .startsWith("CertificateNotFound");
        String other = fixture.create("other", r -> r.subnets(fixture.first)).loadBalancerArn();
        assertThat(fixture.refusal(c -> c.createListener(r -> r.loadBalancerArn(other)
                        .protocol("TCP")
                        .port(80)
                        .defaultActions(BalancerFixture.forward(group)))))
                .isEqualTo("TargetGroupAssociationLimit: The following target groups cannot be associated with more"
                        + " than one load balancer: " + group);
        assertThat(fixture.ask(c -> c.describeListenerAttributes(r -> r.listenerArn(listener)))
                        .attributes())
                .extracting(a -> a.key() + "=" + a.value())
                .containsExactly("tcp.idle_timeout.seconds=350");
        fixture.ask(c -> c.modifyListenerAttributes(r -> r.listenerArn(listener)
                .attributes(ListenerAttribute.builder()
                        .key("tcp.idle_timeout.seconds")
                        .value("60")
                        .build())));
        var rule = fixture.ask(c -> c.describeRules(r -> r.listenerArn(listener)))
                .rules()
                .getFirst();
        assertThat(rule.isDefault()).isTrue();
        assertThat(fixture.ask(c -> c.describeRules(r -> r.ruleArns(rule.ruleArn())))
                        .rules())
                .containsExactly(rule);
    }

    @Test
    void forwardsToSeveralGroupsByWeight() {
        String balancer = fixture.balancer().loadBalancerArn();
        String blue = fixture.group("blue", r -> {});
        String green = fixture.group("green", r -> {});
        String listener = fixture.listener(balancer, 80, blue);
        var modified = fixture.ask(c -> c.modifyListener(r -> r.listenerArn(listener)
                        .port(8080)
                        .defaultActions(Action.builder()
                                .type("forward")
                                .forwardConfig(f -> f.targetGroups(weighted(blue, 9), weighted(green, 1)))
                                .build())))
                .listeners()
                .getFirst();
        assertThat(modified.port()).isEqualTo(8080);
        assertThat(modified.defaultActions().getFirst().forwardConfig().targetGroups())
                .extracting(t -> t.targetGroupArn() + " " + t.weight())
                .containsExactly(blue + " 9", green + " 1");
        fixture.ask(c -> c.deleteListener(r -> r.listenerArn(listener)));
        assertThat(fixture.refusal(c -> c.describeListeners(r -> r.listenerArns(listener))))
                .isEqualTo("ListenerNotFound: One or more listeners not found");
        fixture.ask(c -> c.deleteTargetGroup(r -> r.targetGroupArn(green)));
    }

    @Test
    void hasCertificatesWhereItSpeaksTls() {
        String balancer = fixture.balancer().loadBalancerArn();
        String group = fixture.group("targets", r -> {});
        String first = certificate("11111111-2222-4333-8444-555555555555");
        String second = certificate("66666666-2222-4333-8444-555555555555");
        var made = fixture.ask(c -> c.createListener(r -> r.loadBalancerArn(balancer)
                        .protocol("TLS")
                        .port(443)
                        .certificates(named(first))
                        .defaultActions(BalancerFixture.forward(group))))
                .listeners()
                .getFirst();
        assertThat(made.sslPolicy()).isEqualTo("ELBSecurityPolicy-2016-08");
        assertThat(made.certificates()).extracting(Certificate::certificateArn).containsExactly(first);
        fixture.ask(c ->
                c.addListenerCertificates(r -> r.listenerArn(made.listenerArn()).certificates(named(second))));
        assertThat(fixture.ask(c -> c.describeListenerCertificates(r -> r.listenerArn(made.listenerArn())))
                        .certificates())
                .extracting(one -> one.certificateArn() + " " + one.isDefault())
                .containsExactly(first + " true", second + " false");
        assertThat(fixture.refusal(c -> c.removeListenerCertificates(
                        r -> r.listenerArn(made.listenerArn()).certificates(named(first)))))
                .startsWith("OperationNotPermitted: The default certificate");
        assertThat(fixture.refusal(c -> c.createListener(r -> r.loadBalancerArn(balancer)
                        .protocol("TCP")
                        .port(80)
                        .certificates(named(first))
                        .defaultActions(BalancerFixture.forward(group)))))
                .isEqualTo("ValidationError: A certificate cannot be specified for TCP listeners");
    }

    private static Certificate named(String arn) {
        return Certificate.builder().certificateArn(arn).build();
    }

    private String certificate(String id) {
        var certificate = new dev.postern.model.acm.Certificate(
                fixture.ec2.scope(), id, "", Optional.empty(), "", fixture.ec2.now, fixture.ec2.now, Tags.NONE);
        fixture.ec2.cloud.commit(_ -> new Cloud.Outcome<>(Change.put(certificate), true));
        return certificate.arn().toString();
    }

    private static TargetGroupTuple weighted(String group, int weight) {
        return TargetGroupTuple.builder().targetGroupArn(group).weight(weight).build();
    }

    private static TargetGroupAttribute groupAttribute(String key, String value) {
        return TargetGroupAttribute.builder().key(key).value(value).build();
    }
}
