package dev.postern.server.flowlogs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.CountedFlow;
import dev.postern.dataplane.Flow;
import dev.postern.dataplane.FlowCounts;
import dev.postern.dataplane.FlowCounts.Count;
import dev.postern.dataplane.FlowVerdict;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is new in a counter. */
final class IncrementsTest {
    private static final VpcId VPC = new VpcId("vpc-00000000000000001");
    private static final CountedFlow FLOW = new CountedFlow(
            new Flow(
                    new NetworkInterfaceId("eni-00000000000000001"),
                    true,
                    FlowVerdict.ACCEPTED,
                    Ip.of("10.0.0.1"),
                    Ip.of("10.0.0.2"),
                    Protocol.TCP,
                    1024,
                    80),
            2);

    private final Instant now = Instant.EPOCH;
    private final Increments increments = new Increments(Set.of());

    private static FlowCounts counts(long packets, long bytes) {
        return new FlowCounts(Map.of(FLOW, new Count(packets, bytes)), false);
    }

    @Test
    void theFirstReadingIsAllNew() {
        assertThat(increments.of(VPC, counts(3, 180), now)).isEqualTo(Map.of(FLOW, new Count(3, 180)));
    }

    @Test
    void theNextTellsWhatWasAdded() {
        increments.of(VPC, counts(3, 180), now);
        assertThat(increments.of(VPC, counts(5, 400), now)).isEqualTo(Map.of(FLOW, new Count(2, 220)));
        assertThat(increments.of(VPC, counts(5, 400), now)).isEmpty();
    }

    @Test
    void aCounterThatBeganAnewIsAllNew() {
        increments.of(VPC, counts(3, 180), now);
        assertThat(increments.of(VPC, counts(1, 60), now)).isEqualTo(Map.of(FLOW, new Count(1, 60)));
    }

    @Test
    void aFlowThatWasForgottenIsAllNewWhenItComesBack() {
        increments.of(VPC, counts(3, 180), now);
        Instant later = now.plus(FlowCounts.KEPT);
        increments.of(VPC, FlowCounts.NONE, later);
        assertThat(increments.of(VPC, counts(4, 200), later)).isEqualTo(Map.of(FLOW, new Count(4, 200)));
    }

    @Test
    void aReadingThatLacksAFlowChangesNothing() {
        increments.of(VPC, counts(3, 180), now);
        assertThat(increments.of(VPC, FlowCounts.NONE, now.plusSeconds(1))).isEmpty();
        assertThat(increments.of(VPC, counts(4, 240), now.plusSeconds(2))).isEqualTo(Map.of(FLOW, new Count(1, 60)));
    }

    @Test
    void whatWasThereBeforeTheProcessIsNotTold() {
        Increments adopting = new Increments(Set.of(VPC));
        assertThat(adopting.of(VPC, counts(3, 180), now)).isEmpty();
        assertThat(adopting.of(VPC, counts(4, 240), now)).isEqualTo(Map.of(FLOW, new Count(1, 60)));
    }

    @Test
    void aVpcThatIsNotCountedAnyMoreBeginsAnew() {
        increments.of(VPC, counts(3, 180), now);
        increments.keepOnly(Set.of());
        assertThat(increments.of(VPC, counts(3, 180), now)).isEqualTo(Map.of(FLOW, new Count(3, 180)));
    }
}
