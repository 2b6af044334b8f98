package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.Observed;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcId;
import dev.postern.testkit.Topology;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An instance is started in the network that it has, not in one that it had. */
class ReadinessTest {
    private final Topology topology = new Topology();
    private final Readiness readiness = new Readiness();
    private final VpcId vpc = topology.vpc("10.0.0.0/16");
    private final NetworkInterfaceId eni =
            topology.instance(topology.subnet(vpc, "10.0.1.0/24"), "10.0.1.5", topology.securityGroup(vpc));
    private final InstanceId instance = topology.instanceOf(eni);

    @BeforeEach
    void itRuns() {
        readiness.committed(topology.snapshot());
        applied();
    }

    @Test
    void isReadyWhenItsNetworkIs() {
        assertThat(readiness.isReady(instance)).isTrue();
    }

    @Test
    void isNotReadyByWhatItHadBeforeItWasStopped() {
        state(Instance.State.STOPPED);
        assertThat(readiness.isReady(instance)).isFalse();

        state(Instance.State.PENDING);
        assertThat(readiness.isReady(instance)).isFalse();

        applied();
        assertThat(readiness.isReady(instance)).isTrue();
    }

    private void state(Instance.State state) {
        topology.state(eni, state);
        readiness.committed(topology.snapshot());
    }

    private void applied() {
        readiness.applied(new Observed(
                topology.snapshot().sequence(), 0, new TreeSet<>(List.of(instance)), List.of(), List.of(), false));
    }
}
