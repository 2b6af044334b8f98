package dev.postern.model.elbv2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.TargetGroup.Stickiness;
import dev.postern.model.net.Family;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the attributes of a Gateway Load Balancer's target group say of flows. */
class ApplianceFlowsTest {
    private static final String ENABLED = "stickiness.enabled";
    private static final String TYPE = "stickiness.type";

    @Test
    void areToldApartByAsMuchAsTheirStickinessLeaves() {
        assertThat(group(Map.of()).stickiness()).isEqualTo(Stickiness.FIVE_TUPLE);
        assertThat(group(Map.of(TYPE, "source_ip_dest_ip")).stickiness()).isEqualTo(Stickiness.FIVE_TUPLE);
        assertThat(group(Map.of(ENABLED, "true")).stickiness()).isEqualTo(Stickiness.THREE_TUPLE);
        assertThat(group(Map.of(ENABLED, "true", TYPE, "source_ip_dest_ip_proto"))
                        .stickiness())
                .isEqualTo(Stickiness.THREE_TUPLE);
        assertThat(group(Map.of(ENABLED, "true", TYPE, "source_ip_dest_ip")).stickiness())
                .isEqualTo(Stickiness.TWO_TUPLE);
    }

    @Test
    void stayWithTheirTargetUnlessTheyAreRebalanced() {
        assertThat(group(Map.of()).rebalances()).isFalse();
        assertThat(group(Map.of("target_failover.on_unhealthy", "rebalance")).rebalances())
                .isTrue();
    }

    private static TargetGroup group(Map<String, String> attributes) {
        return new TargetGroup(
                Scope.ofAccount(new AccountId("000000000000")),
                "appliances",
                "0123456789abcdef",
                Transport.GENEVE,
                Transport.GENEVE_PORT,
                new VpcId("vpc-0123456789abcdef0"),
                TargetGroup.TargetType.IP,
                Family.IPV4,
                new HealthCheck(
                        HealthCheck.Probe.TCP, Optional.of(80), Optional.empty(), Optional.empty(), 10, 5, 5, 2),
                new TreeMap<>(attributes),
                List.of(),
                Tags.NONE);
    }
}
