package dev.postern.services.elbv2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;

/** How many targets a Network Load Balancer has at the most. */
final class TargetQuotasTest {
    private final BalancerFixture fixture = new BalancerFixture();
    private final String balancer = fixture.balancer().loadBalancerArn();

    @Test
    void hasSoManyTargetsInAZone() {
        String group = group("one");
        fixture.listener(balancer, 80, group);
        register(group, targets(0, 500, "us-east-1a"));
        assertThat(refusal(group, targets(500, 501, "us-east-1a"))).isEqualTo(tooMany());
        register(group, targets(500, 1000, "us-east-1b"));
    }

    @Test
    void countsATargetInEachGroup() {
        String one = group("one");
        String other = group("other");
        fixture.listener(balancer, 80, one);
        fixture.listener(balancer, 81, other);
        register(one, targets(0, 300, "us-east-1a"));
        assertThat(refusal(other, targets(0, 201, "us-east-1a"))).isEqualTo(tooMany());
        register(other, targets(0, 200, "us-east-1a"));
    }

    @Test
    void hasFewerTargetsWhereItCrossesZones() {
        fixture.ask(c -> c.modifyLoadBalancerAttributes(r -> r.loadBalancerArn(balancer)
                .attributes(LoadBalancerAttribute.builder()
                        .key("load_balancing.cross_zone.enabled")
                        .value("true")
                        .build())));
        String group = group("one");
        fixture.listener(balancer, 80, group);
        register(group, targets(0, 250, "us-east-1a"));
        register(group, targets(250, 500, "us-east-1b"));
        assertThat(refusal(group, targets(500, 501, "us-east-1b"))).isEqualTo(tooMany());
    }

    @Test
    void noListenerBringsMore() {
        String group = group("one");
        register(group, targets(0, 501, "us-east-1a"));
        assertThat(fixture.refusal(c -> c.createListener(r -> r.loadBalancerArn(balancer)
                        .protocol("TCP")
                        .port(80)
                        .defaultActions(BalancerFixture.forward(group)))))
                .isEqualTo(tooMany());
        String listener = fixture.listener(balancer, 80, group("few"));
        assertThat(fixture.refusal(c ->
                        c.modifyListener(r -> r.listenerArn(listener).defaultActions(BalancerFixture.forward(group)))))
                .isEqualTo(tooMany());
    }

    private String tooMany() {
        return "TooManyTargets: The maximum number of targets for load balancer '" + balancer + "' has been reached";
    }

    private String group(String name) {
        return fixture.group(name, r -> r.targetType("ip"));
    }

    private static List<TargetDescription> targets(int from, int to, String zone) {
        return IntStream.range(from, to)
                .mapToObj(i -> TargetDescription.builder()
                        .id("10.0." + (128 + i / 200) + "." + (i % 200 + 10))
                        .availabilityZone(zone)
                        .build())
                .toList();
    }

    private void register(String group, List<TargetDescription> targets) {
        fixture.ask(c -> c.registerTargets(r -> r.targetGroupArn(group).targets(targets)));
    }

    private String refusal(String group, List<TargetDescription> targets) {
        return fixture.refusal(
                c -> c.registerTargets(r -> r.targetGroupArn(group).targets(targets)));
    }
}
