package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.Listener;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.TargetGroupAttribute;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.elbv2.TargetHealth.State;
import dev.postern.model.elbv2.Transport;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.testkit.Balancers;
import dev.postern.testkit.InterfaceEndpoints;
import dev.postern.testkit.Topology;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What balancers and endpoints of services do to connections, beyond who reaches whom: that {@code AllPairsTest} knows. */
@PacketTest
final class LoadBalancerPacketsTest {
    private static final Ip NODE = Way.over(Family.IPV4).node();
    private static final Ip ENDPOINT = Way.over(Family.IPV4).endpoint();

    private static final Pattern SECONDS = Pattern.compile("tcp +6 (\\d+) ESTABLISHED");

    /**
     * How the listeners of a family are reached, which is that of their targets.
     *
     * @param port of the first listener
     * @param secondPort of one that a test makes
     */
    private record Way(Ip node, Ip endpoint, int port, int secondPort) {
        static Way over(Family family) {
            return switch (family) {
                case IPV4 -> new Way(Ip.of("10.0.0.70"), Ip.of("10.0.0.40"), 80, 443);
                case IPV6 -> new Way(Ip.of("2001:db8:8000::70"), Ip.of("2001:db8:8000:100::40"), 81, 444);
            };
        }
    }

    @TempDir
    Path directory;

    private final Topology topology = new Topology();
    private final Balancers balancers = new Balancers(topology);
    private Network network;
    private RouteTableId table;
    private LoadBalancer balancer;
    private NetworkInterfaceId client;
    private NetworkInterfaceId consumer;
    private NetworkInterfaceId endpoint;
    private List<NetworkInterfaceId> targets;

    @BeforeEach
    void providerAndConsumer() {
        network = new Network(directory);
        VpcId provider = topology.vpc("10.0.0.0/16");
        SubnetId subnet = topology.subnet(provider, "10.0.0.0/24");
        topology.ipv6(provider, "2001:db8:8000::/56");
        topology.ipv6(subnet, "2001:db8:8000::/64");
        table = topology.routeTable(provider, subnet);
        SecurityGroupId open = open(provider);
        client = topology.instance(subnet, "10.0.0.10", open);
        topology.ipv6(client, "2001:db8:8000::10");
        targets = List.of(topology.instance(subnet, "10.0.0.61", open), topology.instance(subnet, "10.0.0.62", open));
        topology.ipv6(targets.getFirst(), "2001:db8:8000::61");
        topology.ipv6(targets.getLast(), "2001:db8:8000::62");
        balancer = balancers.dualstack(
                subnet, NODE.toString(), Way.over(Family.IPV6).node().toString());
        balancers.listen(balancer, Transport.TCP, 80, 8080, false, targets);
        balancers.listen(balancer, Family.IPV6, Transport.TCP, 81, 8080, false, targets);

        VpcId other = topology.vpc("10.0.0.0/16");
        SubnetId there = topology.subnet(other, "10.0.0.0/24");
        topology.ipv6(other, "2001:db8:8000:100::/56");
        topology.ipv6(there, "2001:db8:8000:100::/64");
        topology.routeTable(other, there);
        SecurityGroupId consumers = open(other);
        consumer = topology.instance(there, "10.0.0.10", consumers);
        topology.ipv6(consumer, "2001:db8:8000:100::10");
        endpoint = new InterfaceEndpoints(topology)
                .to(balancers.service(balancer).serviceName(), there, ENDPOINT.toString(), consumers);
        topology.ipv6(endpoint, Way.over(Family.IPV6).endpoint().toString());
    }

    private SecurityGroupId open(VpcId vpc) {
        SecurityGroupId open = topology.securityGroup(vpc);
        topology.allowIn(open, Protocol.ALL, PortRange.ALL, "0.0.0.0/0");
        topology.allowIn(open, Protocol.ALL, PortRange.ALL, "::/0");
        topology.allowOut(open, Protocol.ALL, PortRange.ALL, "::/0");
        return open;
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        network.close();
        assertThat(directory.resolve("netns")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void givesConnectionsToAllTargetsFromBothSides(Family family) throws Exception {
        Way way = Way.over(family);
        network.apply(topology);
        String first = topology.instanceOf(targets.getFirst()).value();
        String second = topology.instanceOf(targets.getLast()).value();
        String[] both = {first + " " + way.node(), second + " " + way.node()};
        assertThat(whoAnswers(client, way.node(), way.port())).containsExactlyInAnyOrder(both);
        assertThat(whoAnswers(consumer, way.endpoint(), way.port())).containsExactlyInAnyOrder(both);
    }

    /** Its answers go to the balancer or not, as the connection came by it or not: from the internet, and from inside by the internet. */
    @Test
    void reachesATargetThatSeesClientsByABalancerAndWithout() throws Exception {
        NetworkInterfaceId target = targets.getFirst();
        InternetGatewayId gateway =
                topology.internetGateway(topology.networkInterface(target).vpcId());
        topology.route(table, "0.0.0.0/0", new Route.ViaInternetGateway(gateway));
        topology.publicIp(target, "198.19.0.61");
        topology.publicIp(client, "198.19.0.10");
        topology.elasticIp(Balancers.node(balancer), "198.19.0.70");
        balancers.listen(balancer, Transport.TCP, 22, 8080, /* keepsClient= */ true, List.of(target));
        network.apply(topology);

        String itself = topology.instanceOf(target).value();
        for (Namespace from : List.of(network.dataPlane().internet(), network.namespaceOf(client))) {
            Optional<String> balanced = Network.connect(from, Ip.of("198.19.0.70"), 22);
            assertThat(balanced).hasValueSatisfying(who -> assertThat(who).startsWith(itself + " 198."));
            assertThat(Network.connect(from, Ip.of("198.19.0.61"), 8080)).isEqualTo(balanced);
        }
    }

    /** So many that a hash that spreads them leaves nobody out. */
    private Set<String> whoAnswers(NetworkInterfaceId from, Ip at, int port) throws Exception {
        Set<String> answers = new TreeSet<>();
        Namespace sender = network.namespaceOf(from);
        for (int i : IntStream.range(0, 40).toArray()) {
            answers.add(Network.connect(sender, at, port).orElse("nobody for " + i));
        }
        return answers;
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionStaysWithItsTargetWhileOthersComeAndGo(Family family) throws Exception {
        Way way = Way.over(family);
        network.apply(topology);
        try (SocketChannel open = Network.open(network.namespaceOf(consumer), way.endpoint(), way.port())) {
            String answered = read(open);
            topology.snapshot().all(TargetGroup.class).stream()
                    .toList()
                    .forEach(group -> topology.put(group.withRegistrations(List.of())));
            network.apply(topology);
            assertThat(Network.tryToConnect(network.namespaceOf(client), way.node(), way.port()))
                    .isEmpty();
            assertThat(answered).endsWith(way.node().toString());
            assertThat(isAlive(open)).isTrue();
        }
    }

    @Test
    void endsConnectionsWithWhomItFindsUnwellUnlessNobodyIsWell() throws Exception {
        TargetGroup group = balancers.listen(balancer, Transport.TCP, 443, 9443, false, targets);
        found(group, true, false);
        try (Echo echo = new Echo(network.namespaceOf(targets.getFirst()), 9443);
                SocketChannel open = Network.open(network.namespaceOf(consumer), ENDPOINT, 443)) {
            assertThat(echo.answers(open)).isTrue();
            found(group, false, false);
            assertThat(echo.answers(open)).as("nobody is well: all are tried").isTrue();
            found(group, true, true);
            assertThat(echo.answers(open)).isTrue();
            found(group, false, true);
            assertThat(Echo.isReset(open)).isTrue();
        }
    }

    @Test
    void letsConnectionsGoOnWithWhomItFindsUnwellWhereTheGroupSaysSo() throws Exception {
        TargetGroup group = with(
                balancers.listen(balancer, Transport.TCP, 443, 9443, true, targets),
                TargetGroupAttribute.TERMINATES_UNHEALTHY,
                "false");
        found(group, true, false);
        try (Echo echo = new Echo(network.namespaceOf(targets.getFirst()), 9443);
                SocketChannel open = Network.open(network.namespaceOf(client), NODE, 443)) {
            assertThat(echo.answers(open)).isTrue();
            found(group, false, true);
            assertThat(echo.answers(open)).isTrue();
        }
    }

    @Test
    void letsConnectionsGoOnWithWhomItFindsUnwellForAsLongAsTheGroupSays() throws Exception {
        TargetGroup group = with(
                with(
                        balancers.listen(balancer, Transport.TCP, 443, 9443, true, targets),
                        TargetGroupAttribute.TERMINATES_UNHEALTHY,
                        "false"),
                TargetGroupAttribute.UNHEALTHY_DRAINING,
                "60");
        found(group, true, false);
        try (Echo echo = new Echo(network.namespaceOf(targets.getFirst()), 9443);
                SocketChannel open = Network.open(network.namespaceOf(client), NODE, 443)) {
            assertThat(echo.answers(open)).isTrue();
            found(group, State.DRAINING, State.HEALTHY);
            assertThat(echo.answers(open)).isTrue();
            found(group, State.UNHEALTHY, State.HEALTHY);
            assertThat(Echo.isReset(open)).isTrue();
        }
    }

    @Test
    void endsConnectionsWithWhomWasTakenOutWhereTheGroupSaysSo() throws Exception {
        TargetGroup group = with(
                balancers.listen(balancer, Transport.TCP, 443, 9443, true, targets),
                TargetGroupAttribute.TERMINATES_DEREGISTERED,
                "true");
        found(group, true, false);
        try (Echo echo = new Echo(network.namespaceOf(targets.getFirst()), 9443);
                SocketChannel open = Network.open(network.namespaceOf(client), NODE, 443)) {
            assertThat(echo.answers(open)).isTrue();
            TargetGroup.Registration first = group.registrations().getFirst();
            TargetGroup.Registration second = group.registrations().getLast();
            topology.put(group.withRegistrations(List.of(first.leaving(Instant.MAX), second)));
            network.apply(topology);
            assertThat(echo.answers(open)).as("until its time is over").isTrue();
            topology.put(group.withRegistrations(List.of(second)));
            network.apply(topology);
            assertThat(Echo.isReset(open)).isTrue();
        }
    }

    private TargetGroup with(TargetGroup group, TargetGroupAttribute attribute, String value) {
        TreeMap<String, String> attributes = new TreeMap<>(group.attributes());
        attributes.put(attribute.key(), value);
        TargetGroup changed = group.withAttributes(attributes);
        topology.put(changed);
        return changed;
    }

    /** Probes have found of each target, in order, whether it is well. */
    private void found(TargetGroup group, boolean... well) throws Exception {
        State[] states = new State[well.length];
        for (int i = 0; i < well.length; i++) {
            states[i] = well[i] ? State.HEALTHY : State.UNHEALTHY;
        }
        found(group, states);
    }

    private void found(TargetGroup group, State... states) throws Exception {
        TreeMap<TargetHealth.Key, TargetHealth.Finding> found = new TreeMap<>();
        for (int i = 0; i < states.length; i++) {
            found.put(
                    TargetHealth.Key.of(group, group.registrations().get(i).target()),
                    new TargetHealth.Finding(states[i], Instant.EPOCH));
        }
        network.apply(topology.snapshot(), new TargetHealth(found));
    }

    /** AWS tracks all that goes through endpoints and balancers, also where groups are open to everybody both ways. */
    @Test
    void whatFlowsLivesOnWhenTheGroupsOfTheEndpointOrTheBalancerClose() throws Exception {
        List<NetworkInterfaceId> target = targets.subList(0, 1);
        balancers.listen(balancer, Transport.TCP, 443, 9443, false, target);
        NetworkInterface local = topology.networkInterface(client);
        Ip guarded = Ip.of("10.0.0.71");
        LoadBalancer guardedBalancer = balancers.balancer(
                local.subnetId(), guarded.toString(), local.groups().getFirst());
        balancers.listen(guardedBalancer, Transport.TCP, 443, 9443, false, target);
        network.apply(topology);
        livesOn(consumer, ENDPOINT, endpoint);
        livesOn(client, guarded, Balancers.node(guardedBalancer));
    }

    private void livesOn(NetworkInterfaceId sender, Ip address, NetworkInterfaceId closed) throws Exception {
        try (Echo echo = new Echo(network.namespaceOf(targets.getFirst()), 9443);
                SocketChannel open = Network.open(network.namespaceOf(sender), address, 443)) {
            assertThat(echo.answers(open)).isTrue();
            close(closed);
            assertThat(echo.answers(open)).isTrue();
            assertThat(Network.tryToConnect(network.namespaceOf(sender), address, 443))
                    .isEmpty();
        }
    }

    private void close(NetworkInterfaceId id) throws Exception {
        NetworkInterface one = topology.networkInterface(id);
        topology.put(one.withGroups(List.of(topology.closedSecurityGroup(one.vpcId()))));
        network.apply(topology);
    }

    @Test
    void endsWhatFlowsWhereTheConnectionIsRejected() throws Exception {
        network.apply(topology);
        Namespace sender = network.namespaceOf(consumer);
        try (SocketChannel open = Network.open(sender, ENDPOINT, 80)) {
            read(open);
            VpcEndpoint connected = new InterfaceEndpoints(topology).of(endpoint);
            topology.put(connected.withState(VpcEndpoint.State.REJECTED, Instant.EPOCH));
            network.apply(topology);
            assertThat(Network.tryToConnect(sender, ENDPOINT, 80)).isEmpty();
            assertThat(Network.run(network.vpc(connected.vpcId()), "ip", "route", "show", "table", "100"))
                    .doesNotContain(ENDPOINT.toString());
            topology.put(connected);
            network.apply(topology);
            assertThat(Network.connect(sender, ENDPOINT, 80)).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource
    void forgetsAsSoonAsTheListenerSays(Family family) throws Exception {
        Way way = Way.over(family);
        balancers.listen(balancer, family, Transport.TCP, way.secondPort(), 9443, false, List.of(targets.getFirst()));
        Listener listener = topology.snapshot().all(Listener.class).stream()
                .filter(one -> one.port() == way.secondPort())
                .findFirst()
                .orElseThrow();
        assertThat(remembered(way, listener)).matches("3[0-9][0-9]");
        assertThat(remembered(way, listener.withIdleSeconds(Optional.of(60)))).matches("60|5[0-9]");
    }

    /** For how many seconds a node remembers a new connection. */
    private String remembered(Way way, Listener listener) throws Exception {
        topology.put(listener);
        network.apply(topology);
        Namespace node = network.dataPlane().node(Balancers.node(balancer));
        Namespace sender = network.namespaceOf(client);
        try (Echo echo = new Echo(network.namespaceOf(targets.getFirst()), 9443);
                SocketChannel open = Network.open(sender, way.node(), way.secondPort())) {
            assertThat(echo.answers(open)).isTrue();
            String family = way.node().family().name().toLowerCase(Locale.ROOT);
            String port = String.valueOf(way.secondPort());
            String known = Network.run(
                    node, "conntrack", "-L", "-f", family, "-p", "tcp", "--dport", port, "--state", "ESTABLISHED");
            Network.run(node, "conntrack", "-D", "-f", family, "-p", "tcp", "--dport", port);
            Matcher seconds = SECONDS.matcher(known);
            assertThat(seconds.find()).as("%s", known).isTrue();
            return seconds.group(1);
        }
    }

    private static String read(SocketChannel from) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(200);
        from.read(bytes);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    /** The other end has said what it had to say, and waits: it hears that this end is done. */
    private static boolean isAlive(SocketChannel open) throws Exception {
        open.shutdownOutput();
        return open.read(ByteBuffer.allocate(1)) < 0;
    }
}
