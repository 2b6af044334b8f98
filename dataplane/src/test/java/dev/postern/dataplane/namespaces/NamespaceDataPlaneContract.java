package dev.postern.dataplane.namespaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.Observed;
import dev.postern.dataplane.Repair;
import dev.postern.model.Problem;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.ec2.VpcPeeringConnectionId;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.NetworkIntent;
import dev.postern.testkit.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a data plane of namespaces promises, on whatever kernel. */
public abstract class NamespaceDataPlaneContract {
    /** Nobody listens. */
    protected static final NamespaceDataPlane.Listener DEAF = new NamespaceDataPlane.Listener() {
        @Override
        public void appeared(String namespace, DesiredNamespace.Server server) {}

        @Override
        public void disappearing(String namespace) {}
    };

    private Kernel kernel;

    /** A kernel without any namespace of ours. */
    protected abstract Kernel emptyKernel();

    @BeforeEach
    void startWithAnEmptyKernel() {
        kernel = emptyKernel();
    }

    @AfterEach
    void leaveNothingBehind() {
        new NamespaceDataPlane(kernel, DEAF).destroyAll();
        assertThat(kernel.namespaces()).isEmpty();
    }

    @Test
    void sameIntentAgainTakesNoSteps() {
        NamespaceDataPlane plane = new NamespaceDataPlane(kernel, DEAF);
        NetworkIntent intent = story().getFirst();
        assertThat(apply(plane, intent).steps()).isPositive();
        assertThat(apply(plane, intent).steps()).isZero();
    }

    @Test
    void looksForItselfAndFindsNothingToDo() {
        NamespaceDataPlane plane = new NamespaceDataPlane(kernel, DEAF);
        for (NetworkIntent intent : story()) {
            apply(plane, intent);
            plane.forget();
            assertThat(apply(plane, intent).steps()).isZero();
        }
    }

    @Test
    void restartedProcessAdoptsWhatIsThere() {
        NetworkIntent intent = story().getFirst();
        apply(new NamespaceDataPlane(kernel, DEAF), intent);
        assertThat(apply(new NamespaceDataPlane(kernel, DEAF), intent).steps()).isZero();
    }

    @Test
    void everyOrderOfChangesEndsInTheSameNetwork() throws KernelException {
        List<NetworkIntent> story = story();
        NamespaceDataPlane plane = new NamespaceDataPlane(kernel, DEAF);
        for (NetworkIntent intent : story) {
            Map<String, NamespaceState> incremental = stateAfter(plane, intent);
            new NamespaceDataPlane(kernel, DEAF).destroyAll();
            assertThat(stateAfter(new NamespaceDataPlane(kernel, DEAF), intent)).isEqualTo(incremental);
            plane = new NamespaceDataPlane(kernel, DEAF);
        }
    }

    @Test
    void processKilledAtAnyStepConvergesWhenItStartsAgain() throws KernelException {
        List<NetworkIntent> story = story();
        NetworkIntent before = story.get(0);
        NetworkIntent after = story.get(1);
        Map<String, NamespaceState> wanted = stateAfter(new NamespaceDataPlane(kernel, DEAF), after);
        boolean killed = true;
        for (int step = 0; killed; step++) {
            new NamespaceDataPlane(kernel, DEAF).destroyAll();
            int last = step;
            FragileKernel fragile = new FragileKernel(kernel, n -> n == last, n -> false);
            NamespaceDataPlane mortal = new NamespaceDataPlane(fragile, DEAF);
            try {
                mortal.apply(before);
                mortal.apply(after);
                killed = false;
            } catch (FragileKernel.Killed e) {
                assertThat(stateAfter(new NamespaceDataPlane(kernel, DEAF), after))
                        .as("killed before step %d", step)
                        .isEqualTo(wanted);
            }
        }
    }

    @Test
    void failedStepIsTakenAgain() throws KernelException {
        NetworkIntent intent = story().getFirst();
        FragileKernel fragile = new FragileKernel(kernel, n -> false, n -> n % 3 == 1 && n < 40);
        AtomicLong minutes = new AtomicLong();
        NamespaceDataPlane plane =
                new NamespaceDataPlane(fragile, DEAF, () -> TimeUnit.MINUTES.toNanos(minutes.incrementAndGet()));
        Observed observed = plane.apply(intent);
        for (int i = 0; i < 20 && !observed.complete(); i++) {
            observed = plane.apply(intent);
        }
        assertThat(observed.problems()).isEmpty();
        assertThat(observed.ready()).isEqualTo(intent.instances());
        assertThat(new NamespaceDataPlane(kernel, DEAF).apply(intent).steps()).isZero();
    }

    @Test
    void routersAreAnnouncedBeforeTheirEndAndAfterTheirBeginning() {
        List<String> told = new ArrayList<>();
        NamespaceDataPlane plane = new NamespaceDataPlane(kernel, new NamespaceDataPlane.Listener() {
            @Override
            public void appeared(String namespace, DesiredNamespace.Server server) {
                assertThat(kernel.namespaces()).contains(namespace);
                told.add("+" + namespace);
            }

            @Override
            public void disappearing(String namespace) {
                assertThat(kernel.namespaces()).contains(namespace);
                told.add("-" + namespace);
            }
        });
        NetworkIntent intent = story().getFirst();
        String vpc = intent.vpcs().firstKey().value();
        apply(plane, intent);
        apply(plane, NetworkIntent.EMPTY);
        plane.destroyAll();
        assertThat(told).containsExactly("+internet", "+" + vpc, "-" + vpc, "-internet");
    }

    @Test
    void whatSomebodyElseChangesIsPutBackAndTold() throws KernelException {
        NetworkIntent intent = story().get(1);
        AtomicLong minutes = new AtomicLong();
        NamespaceDataPlane plane =
                new NamespaceDataPlane(kernel, DEAF, () -> TimeUnit.MINUTES.toNanos(minutes.incrementAndGet()));
        String router = NamespaceName.of(intent.vpcs().firstKey());
        Map<String, NamespaceState> wanted = stateAfter(plane, intent);
        NamespaceState made = kernel.observe(router);
        for (IpCommand disturbance : List.of(
                new IpCommand.DeleteLink(made.links().firstKey()),
                new IpCommand.DeleteRoute(made.routes().first()),
                new IpCommand.DeleteRule(made.rules().first()),
                new IpCommand.DeleteNeighbour(made.neighbours().first()),
                new IpCommand.AddRule(new RoutingRule(Family.IPV4, 7, "", VpcDesign.HOSTS_TABLE)))) {
            kernel.apply(new Step.Configure(router, List.of(disturbance)));
            List<Repair> repairs = new ArrayList<>();
            // A kernel that does not tell is looked at in turns.
            for (int turn = 0; turn < kernel.namespaces().size(); turn++) {
                repairs.addAll(apply(plane, intent).repairs());
            }
            assertThat(repairs).as(disturbance.toString()).isNotEmpty();
            assertThat(stateAfter(plane, intent)).isEqualTo(wanted);
        }
    }

    @Test
    void oneNamespaceThatAlwaysFailsDoesNotHoldUpTheOthers() {
        NetworkIntent intent = story().getFirst();
        String router = NamespaceName.of(intent.vpcs().firstKey());
        NamespaceDataPlane plane = new NamespaceDataPlane(new FragileKernel(kernel, router), DEAF, () -> 0);
        assertThat(plane.apply(intent).problems()).extracting(Problem::where).contains(router);
        assertThat(kernel.namespaces()).contains("internet");
        Observed again = plane.apply(intent);
        assertThat(again.steps()).as("it is left alone for a while").isZero();
        assertThat(again.problems()).extracting(Problem::where).contains(router);
    }

    private Map<String, NamespaceState> stateAfter(NamespaceDataPlane plane, NetworkIntent intent)
            throws KernelException {
        apply(plane, intent);
        TreeMap<String, NamespaceState> state = new TreeMap<>();
        for (String namespace : kernel.namespaces()) {
            state.put(namespace, kernel.observe(namespace));
        }
        return state;
    }

    private static Observed apply(NamespaceDataPlane plane, NetworkIntent intent) {
        Observed observed = plane.apply(intent);
        assertThat(observed.problems()).isEmpty();
        assertThat(observed.ready()).isEqualTo(intent.instances());
        return observed;
    }

    /** A network as it grows, changes in all its parts, and shrinks. */
    protected static List<NetworkIntent> story() {
        List<NetworkIntent> intents = new ArrayList<>();
        Topology topology = new Topology();
        VpcId vpc = topology.vpc("10.0.0.0/16");
        SubnetId subnet = topology.subnet(vpc, "10.0.0.0/24");
        RouteTableId table = topology.routeTable(vpc, subnet);
        SecurityGroupId group = topology.securityGroup(vpc);
        NetworkInterfaceId first = topology.instance(subnet, "10.0.0.10", group);
        topology.publicIp(first, "198.19.0.10");
        intents.add(NetworkCompiler.compile(topology.snapshot()));

        InternetGatewayId gateway = topology.internetGateway(vpc);
        topology.route(table, "0.0.0.0/0", new Route.ViaInternetGateway(gateway));
        VpcEndpointId endpoint = topology.endpoint(vpc, table);
        NetworkInterfaceId nat = topology.natGateway(subnet, "10.0.0.5", "198.19.0.5");
        topology.route(table, "203.0.113.0/24", new Route.ViaNatGateway(topology.natOf(nat)));
        NetworkInterfaceId second = topology.instance(subnet, "10.0.0.11", group);
        topology.put(topology.networkInterface(second).withSourceDestCheck(false));
        topology.route(table, "10.99.0.0/16", new Route.ViaNetworkInterface(second));
        VpcId peer = topology.vpc("10.1.0.0/16");
        SubnetId there = topology.subnet(peer, "10.1.0.0/24");
        NetworkInterfaceId third = topology.instance(there, "10.1.0.10", topology.securityGroup(peer));
        VpcPeeringConnectionId peering = topology.peering(peer, vpc);
        topology.route(table, "10.1.0.0/16", new Route.ViaPeering(peering));
        topology.route(topology.routeTable(peer, there), "10.0.0.0/16", new Route.ViaPeering(peering));
        intents.add(NetworkCompiler.compile(topology.snapshot()));

        topology.publicIp(first, "198.19.0.77");
        topology.remove(topology.get(VpcEndpoint.class, endpoint.value()));
        topology.state(second, Instance.State.STOPPED);
        NatGateway made = topology.get(NatGateway.class, topology.natOf(nat).value());
        topology.put(topology.networkInterface(nat).withPrivateIps(List.of(Ip.of("10.0.0.5"), Ip.of("10.0.0.6"))));
        topology.put(made.withAddresses(List.of(
                made.addresses().getFirst(),
                new NatGateway.NatAddress(Optional.of(Ip.of("10.0.0.6")), Optional.empty(), Optional.empty()))));
        topology.peeringState(peering, VpcPeeringConnection.State.DELETED);
        intents.add(NetworkCompiler.compile(topology.snapshot()));

        topology.put(made.withState(NatGateway.State.DELETING, made.createdAt()));
        topology.detach(gateway);
        topology.state(second, Instance.State.RUNNING);
        topology.state(first, Instance.State.TERMINATED);
        topology.peeringState(peering, VpcPeeringConnection.State.ACTIVE);
        intents.add(NetworkCompiler.compile(topology.snapshot()));

        topology.state(second, Instance.State.TERMINATED);
        intents.add(NetworkCompiler.compile(topology.snapshot()));

        topology.state(third, Instance.State.TERMINATED);
        intents.add(NetworkCompiler.compile(topology.snapshot()));
        return intents;
    }
}
