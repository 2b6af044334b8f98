package dev.postern.dataplane.namespaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.Observed;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.NetworkIntent;
import dev.postern.testkit.Topology;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** The contract, in memory. */
final class FakeKernelTest extends NamespaceDataPlaneContract {
    private static final int MANY = 3 * Newcomers.VPCS - 1;
    private static final int INSTANCES = 3 * Newcomers.INTERFACES - 1;

    @Override
    protected Kernel emptyKernel() {
        return new FakeKernel();
    }

    @Test
    void manyNewVpcsAreMadeSomeAtATimeAndWhatWasLeftIsKept() throws KernelException {
        madeSomeAtATime(FakeKernelTest::vpcs, MANY, Newcomers.VPCS, 0);
    }

    /** A router cannot have a route to one that is not there, which is therefore made with the first. */
    @Test
    void manyNewInstancesOfOneVpcAreMadeSomeAtATime() throws KernelException {
        madeSomeAtATime(FakeKernelTest::instances, INSTANCES, Newcomers.INTERFACES, 1);
    }

    /**
     * Makes what are nearly three parts.
     *
     * @param more how many are made with the first part
     */
    private static void madeSomeAtATime(IntFunction<Topology> some, int all, int part, int more)
            throws KernelException {
        NetworkIntent intent = NetworkCompiler.compile(some.apply(all).snapshot());
        FakeKernel kernel = new FakeKernel();
        NamespaceDataPlane plane = new NamespaceDataPlane(kernel, DEAF);
        Observed first = plane.apply(intent);
        assertThat(first.unfinished()).isTrue();
        assertThat(first.problems()).isEmpty();
        assertThat(first.ready()).hasSize(part + more);
        assertThat(plane.apply(intent).ready()).hasSize(2 * part + more);
        // The next process finds what is there, and takes none of it for new.
        NamespaceDataPlane next = new NamespaceDataPlane(kernel, DEAF);
        Observed last = next.apply(intent);
        assertThat(last.complete()).isTrue();
        assertThat(last.ready()).isEqualTo(intent.instances());
        assertThat(next.apply(intent).steps()).isZero();
        assertThat(new NamespaceDataPlane(kernel, DEAF).apply(intent).steps())
                .as("a process that finds all of them")
                .isZero();

        FakeKernel other = new FakeKernel();
        NamespaceDataPlane whole = new NamespaceDataPlane(other, DEAF);
        for (int count = 1; count <= all; count += part - 1) {
            assertThat(whole.apply(NetworkCompiler.compile(some.apply(count).snapshot()))
                            .complete())
                    .isTrue();
        }
        assertThat(whole.apply(intent).complete()).isTrue();
        assertThat(states(other)).isEqualTo(states(kernel));
    }

    @Test
    void whatIsNoLongerWantedBeforeItsTurnIsNotMade() {
        FakeKernel kernel = new FakeKernel();
        NamespaceDataPlane plane = new NamespaceDataPlane(kernel, DEAF);
        assertThat(plane.apply(NetworkCompiler.compile(instances(INSTANCES).snapshot()))
                        .unfinished())
                .isTrue();
        NetworkIntent few = NetworkCompiler.compile(instances(10).snapshot());
        Observed last = plane.apply(few);
        assertThat(last.complete()).isTrue();
        assertThat(last.ready()).isEqualTo(few.instances());
        assertThat(plane.apply(few).steps()).isZero();
    }

    /** A kernel that is too old for programs is not asked for them again and again. */
    @Test
    void whoCannotRunProgramsIsLetBe() throws KernelException {
        NetworkIntent intent = NetworkCompiler.compile(Scenario.IPV6.topology().snapshot());
        FakeKernel kernel = new FakeKernel() {
            @Override
            public NamespaceState observe(String name) throws KernelException {
                NamespaceState state = super.observe(name);
                TreeMap<String, String> none = new TreeMap<>();
                state.links().keySet().stream()
                        .filter(NamespaceName::isOfInterface)
                        .forEach(link -> none.put(link, NamespaceState.IMPOSSIBLE));
                return state.withPrograms(none);
            }
        };
        new NamespaceDataPlane(kernel, DEAF).apply(intent);
        NamespaceDataPlane next = new NamespaceDataPlane(kernel, DEAF);
        assertThat(next.apply(intent).steps()).isZero();
        assertThat(next.apply(intent).complete()).isTrue();
    }

    private static Map<String, NamespaceState> states(Kernel kernel) throws KernelException {
        Map<String, NamespaceState> states = new TreeMap<>();
        for (String namespace : kernel.namespaces()) {
            states.put(namespace, kernel.observe(namespace));
        }
        return states;
    }

    private static Topology vpcs(int count) {
        Topology topology = new Topology();
        for (int i = 0; i < count; i++) {
            VpcId vpc = topology.vpc("10.0.0.0/16");
            SubnetId subnet = topology.subnet(vpc, "10.0.0.0/24");
            InternetGatewayId _ = topology.internetGateway(vpc);
            SecurityGroupId group = topology.securityGroup(vpc);
            NetworkInterfaceId plugged = topology.instance(subnet, "10.0.0.10", group);
            topology.publicIp(plugged, "198.19.1." + (10 + i));
        }
        return topology;
    }

    /** In one subnet, whose routes lead to one of them, if there are so many. */
    private static Topology instances(int count) {
        Topology topology = new Topology();
        VpcId vpc = topology.vpc("10.0.0.0/16");
        SubnetId subnet = topology.subnet(vpc, "10.0.0.0/24");
        SecurityGroupId group = topology.securityGroup(vpc);
        RouteTableId table = topology.routeTable(vpc, subnet);
        for (int i = 0; i < count; i++) {
            NetworkInterfaceId plugged = topology.instance(subnet, "10.0.0." + (10 + i), group);
            if (i == Newcomers.INTERFACES + 10) {
                topology.route(table, "192.168.0.0/16", new Route.ViaNetworkInterface(plugged));
            }
        }
        return topology;
    }
}
