package dev.postern.services.elbv2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupAttribute;

/** What requests about target groups may say of addresses, and of targets that are not well. */
class TargetRequestsTest {
    private static final String ENDS = "target_health_state.unhealthy.connection_termination.enabled";
    private static final String DRAINS = "target_health_state.unhealthy.draining_interval_seconds";

    private final BalancerFixture fixture = new BalancerFixture();

    @Test
    void anAddressWithLeadingZerosIsNone() {
        String group = fixture.group("addresses", r -> r.targetType("ip"));
        for (String written : List.of("10.0.1.010", "010.0.1.10", "10.00.1.10")) {
            assertThat(fixture.refusal(
                            c -> c.registerTargets(r -> r.targetGroupArn(group).targets(target(written)))))
                    .endsWith("The IP address '" + written + "' is not a valid IPv4 address");
        }
        assertThat(targets(group)).isEmpty();
    }

    @Test
    void anAddressOfIpv6IsOneTargetHoweverItIsWritten() {
        fixture.ec2.ask(c -> c.associateVpcCidrBlock(r -> r.vpcId(fixture.vpc).amazonProvidedIpv6CidrBlock(true)));
        String block = fixture.ec2
                .ask(c -> c.describeVpcs(r -> r.vpcIds(fixture.vpc)))
                .vpcs()
                .getFirst()
                .ipv6CidrBlockAssociationSet()
                .getFirst()
                .ipv6CidrBlock();
        String group = fixture.group("ipv6", r -> r.targetType("ip").ipAddressType("ipv6"));
        String shortest = block.replaceFirst("::/56", "::ab");
        Stream.of(shortest, shortest.replaceFirst("::ab", ":0::AB"))
                .forEach(written -> fixture.ask(
                        c -> c.registerTargets(r -> r.targetGroupArn(group).targets(target(written)))));
        assertThat(targets(group)).containsExactly(shortest);
    }

    private static TargetDescription target(String id) {
        return TargetDescription.builder().id(id).build();
    }

    private List<String> targets(String group) {
        return fixture
                .ask(c -> c.describeTargetHealth(r -> r.targetGroupArn(group)))
                .targetHealthDescriptions()
                .stream()
                .map(found -> found.target().id())
                .toList();
    }

    @Test
    void connectionsOfUdpDoNotEndWithUnhealthyTargets() {
        String udp = fixture.group("udp", r -> r.protocol("UDP"));
        String both = fixture.group("both", r -> r.protocol("TCP_UDP"));
        String tcp = fixture.group("tcp", r -> {});
        assertThat(attribute(udp)).isEqualTo("false");
        assertThat(attribute(both)).isEqualTo("false");
        assertThat(attribute(tcp)).isEqualTo("true");
        assertThat(fixture.refusal(c -> c.modifyTargetGroupAttributes(set(both, ENDS, "true"))))
                .isEqualTo("InvalidConfigurationRequest: Connection termination for unhealthy targets cannot be enabled"
                        + " for target groups with protocol 'TCP_UDP'");
        fixture.ask(c -> c.modifyTargetGroupAttributes(set(udp, ENDS, "false")));
        fixture.ask(c -> c.modifyTargetGroupAttributes(set(udp, DRAINS, "5")));
    }

    @Test
    void whereConnectionsEndAtOnceNothingDrains() {
        String tcp = fixture.group("tcp", r -> {});
        String refusal =
                "InvalidConfigurationRequest: '" + DRAINS + "' can only be configured when '" + ENDS + "' is 'false'";
        assertThat(fixture.refusal(c -> c.modifyTargetGroupAttributes(set(tcp, DRAINS, "5"))))
                .isEqualTo(refusal);
        assertThat(fixture.refusal(c -> c.modifyTargetGroupAttributes(set(tcp, ENDS, "true", DRAINS, "5"))))
                .isEqualTo(refusal);
        fixture.ask(c -> c.modifyTargetGroupAttributes(set(tcp, DRAINS, "0")));
        fixture.ask(c -> c.modifyTargetGroupAttributes(set(tcp, DRAINS, "5", ENDS, "false")));
    }

    private static ModifyTargetGroupAttributesRequest set(String group, String... keysAndValues) {
        List<TargetGroupAttribute> attributes = Stream.iterate(0, i -> i < keysAndValues.length, i -> i + 2)
                .map(i -> TargetGroupAttribute.builder()
                        .key(keysAndValues[i])
                        .value(keysAndValues[i + 1])
                        .build())
                .toList();
        return ModifyTargetGroupAttributesRequest.builder()
                .targetGroupArn(group)
                .attributes(attributes)
                .build();
    }

    private String attribute(String group) {
        return fixture.ask(c -> c.describeTargetGroupAttributes(r -> r.targetGroupArn(group))).attributes().stream()
                .filter(one -> one.key().equals(ENDS))
                .findFirst()
                .orElseThrow()
                .value();
    }
}
