package dev.postern.services.elbv2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag;

/** Tags of what there is none of here but by default: rules, and trust stores. */
final class RuleTagsTest {
    private final BalancerFixture fixture = new BalancerFixture();

    @Test
    void tellsOfRulesThatThereAreNone() {
        String listener = fixture.listener(
                fixture.balancer().loadBalancerArn(), 80, fixture.group("one", r -> r.targetType("ip")));
        String rule = fixture.ask(c -> c.describeRules(r -> r.listenerArn(listener)))
                .rules()
                .getFirst()
                .ruleArn();
        assertThat(fixture.ask(c -> c.describeTags(r -> r.resourceArns(rule)))
                        .tagDescriptions()
                        .getFirst()
                        .tags())
                .isEmpty();
        assertThat(fixture.refusal(c -> c.addTags(r -> r.resourceArns(rule)
                        .tags(Tag.builder().key("k").value("v").build()))))
                .isEqualTo("OperationNotPermitted: Default rule '" + rule + "' cannot be tagged here");
        fixture.ask(c -> c.removeTags(r -> r.resourceArns(rule).tagKeys("k")));
        String other = rule.substring(0, rule.lastIndexOf('/')) + "/0123456789abcdef";
        String refused = "RuleNotFound: One or more rules not found";
        assertThat(fixture.refusal(c -> c.describeTags(r -> r.resourceArns(other))))
                .isEqualTo(refused);
        assertThat(fixture.refusal(c -> c.removeTags(r -> r.resourceArns(other).tagKeys("k"))))
                .isEqualTo(refused);
        assertThat(fixture.refusal(c -> c.addTags(r -> r.resourceArns(other)
                        .tags(Tag.builder().key("k").value("v").build()))))
                .isEqualTo(refused);
        String store = "arn:aws:elasticloadbalancing:us-east-1:000000000000:truststore/some/0123456789abcdef";
        assertThat(fixture.refusal(c -> c.describeTags(r -> r.resourceArns(store))))
                .isEqualTo("TrustStoreNotFound: Trust store '" + store + "' not found");
    }
}
