package dev.postern.server.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.InspectedFlow;
import dev.postern.dataplane.InspectionNodes;
import dev.postern.dataplane.Refusal;
import dev.postern.explain.Explanation;
import dev.postern.explain.Probe;
import dev.postern.explain.Question;
import dev.postern.explain.Step;
import dev.postern.explain.TraceSteps;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.network.Compilation;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Outside;
import dev.postern.network.Packet;
import dev.postern.network.trace.PacketWalker;
import dev.postern.network.trace.Trace;
import dev.postern.testkit.Balancers;
import dev.postern.testkit.Inspectors;
import dev.postern.testkit.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who kept what was sent is told by what is counted of its flows, and of no others. */
final class AppliancesTest {
    private static final Ip CLIENT = Ip.of("10.0.3.10");
    private static final Ip SERVER = Ip.of("10.0.1.10");
    private static final Ip APPLIANCE = Ip.of("10.0.1.20");
    private static final Ip OTHER_APPLIANCE = Ip.of("10.0.1.21");
    private static final int PORT = 8081;
    private static final Probe SILENCE = new Probe(Probe.Seen.DENIED, "a connection", "no answer within 3 s");

    private final Topology topology = new Topology();
    private final List<InspectedFlow> flows = new ArrayList<>();
    private final SortedMap<Refusal, Long> refused = new TreeMap<>();
    private NetworkInterfaceId node;
    private VpcEndpoint endpoint;
    private String appliance;
    private Trace trace;
    private Appliances appliances;

    @BeforeEach
    void anEndpointBetweenClientAndServer() {
        Inspectors inspectors = new Inspectors(topology);
        VpcId security = topology.vpc("10.0.0.0/16");
        SubnetId inside = topology.subnet(security, "10.0.1.0/24");
        topology.routeTable(security, inside);
        SecurityGroupId geneve = topology.securityGroup(security);
        topology.allowIn(geneve, Protocol.UDP, PortRange.of(6081), "10.0.1.0/24");
        NetworkInterfaceId one = topology.instance(inside, APPLIANCE.toString(), geneve);
        NetworkInterfaceId two = topology.instance(inside, OTHER_APPLIANCE.toString(), geneve);
        appliance = topology.networkInterface(one).attachment().orElseThrow().instanceId() + " (" + APPLIANCE + ")";
        LoadBalancer balancer = inspectors.balancer(inside, SERVER.toString());
        inspectors.appliances(balancer, List.of(one, two));
        node = Balancers.node(balancer);

        VpcId vpc = topology.vpc("10.0.0.0/16");
        SubnetId web = topology.subnet(vpc, "10.0.1.0/24");
        SubnetId door = topology.subnet(vpc, "10.0.2.0/24");
        SubnetId clients = topology.subnet(vpc, "10.0.3.0/24");
        SecurityGroupId group = topology.securityGroup(vpc);
        topology.allowIn(group, Protocol.TCP, PortRange.of(PORT), "0.0.0.0/0");
        topology.instance(web, SERVER.toString(), group);
        NetworkInterfaceId client = topology.instance(clients, CLIENT.toString(), group);
        endpoint = inspectors.endpoint(inspectors.service(balancer), door, "10.0.2.10");
        RouteTableId there = topology.routeTable(vpc, clients);
        RouteTableId back = topology.routeTable(vpc, web);
        topology.routeTable(vpc, door);
        topology.route(there, "10.0.1.0/24", new Route.ViaEndpoint(endpoint.id()));
        topology.route(back, "10.0.3.0/24", new Route.ViaEndpoint(endpoint.id()));

        NetworkIntent intent = NetworkCompiler.compile(
                        topology.snapshot(), TargetHealth.NONE, Compilation.none(Outside.CLOSED))
                .intent();
        trace = PacketWalker.trace(topology.snapshot(), intent, Packet.tcp(client, CLIENT, SERVER, PORT));
        appliances = new Appliances(
                new InspectionNodes() {
                    @Override
                    public SortedMap<Refusal, Long> refused(NetworkInterfaceId of) {
                        assertThat(of).isEqualTo(node);
                        return new TreeMap<>(refused);
                    }

                    @Override
                    public List<InspectedFlow> flows(NetworkInterfaceId of) {
                        assertThat(of).isEqualTo(node);
                        return List.copyOf(flows);
                    }
                },
                () -> intent);
    }

    @Test
    void bothDirectionsPassOneAppliance() {
        assertThat(Passage.on(trace))
                .containsExactly(new Passage(node, endpoint.id(), CLIENT, SERVER, Protocol.TCP, PORT));
    }

    @Test
    void whoGivesNothingBackIsNamed() throws Exception {
        Probe told = told(SILENCE, flow(3, 0, 0, 0));
        assertThat(told.keptBy()).contains(appliance);
        assertThat(told.came()).isEqualTo("no answer within 3 s; " + appliance + " got 3 packets and gave back none");
        assertThat(told.agrees(foretold())).as("no rule foretells it").contains(true);
        assertThat(SILENCE.agrees(foretold())).as("nobody kept it").contains(false);
    }

    @Test
    void answersAreToldApart() throws Exception {
        assertThat(told(SILENCE, flow(3, 3, 4, 0)).came()).endsWith(appliance + " got 4 answers and gave back none");
        assertThat(told(SILENCE, flow(1, 1, 3, 1)).came()).endsWith(appliance + " got 3 answers and gave back 1");
    }

    @Test
    void whoGivesAllBackIsNotBlamed() throws Exception {
        assertThat(told(SILENCE, flow(3, 3, 3, 3))).isEqualTo(SILENCE);
        assertThat(told(SILENCE, flow(1, 45, 3, 3)))
                .as("what was sent at once is cut on its way")
                .isEqualTo(SILENCE);
    }

    @Test
    void whoInspectedIsTold() throws Exception {
        Probe answered = new Probe(Probe.Seen.ALLOWED, "a connection", "it was answered");
        assertThat(told(answered, flow(2, 2, 1, 1)).came()).isEqualTo("it was answered, inspected by " + appliance);
    }

    @Test
    void whatIsCountedBeforeOrOfOthersDoesNotCount() throws Exception {
        InspectedFlow old = flow(9, 0, 0, 0);
        InspectedFlow ofAnotherPort = new InspectedFlow(
                endpoint.id().number(),
                APPLIANCE,
                Protocol.TCP.number(),
                new InspectedFlow.End(SERVER, 22, 0, 0),
                new InspectedFlow.End(CLIENT, 40_001, 5, 0));
        InspectedFlow ofAnotherEndpoint = new InspectedFlow(
                endpoint.id().number() + 1, APPLIANCE, Protocol.TCP.number(), old.lower(), old.upper());
        flows.add(old);
        List<Passage> passages = Passage.on(trace);
        List<Appliances.Counts> before = appliances.count(passages);
        flows.addAll(List.of(ofAnotherPort, ofAnotherEndpoint));
        assertThat(appliances.told(SILENCE, passages, before)).isEqualTo(SILENCE);
    }

    @Test
    void whatTheNodeDidNotTakeIsTold() throws Exception {
        List<Passage> passages = Passage.on(trace);
        refused.put(Refusal.OTHER_COOKIE, 7L);
        List<Appliances.Counts> before = appliances.count(passages);
        flows.add(flow(2, 0, 0, 0));
        refused.put(Refusal.OTHER_COOKIE, 9L);
        assertThat(appliances.told(SILENCE, passages, before).came())
                .endsWith("gave back none; meanwhile the balancer's node refused 2: " + Refusal.OTHER_COOKIE.text());
    }

    @Test
    void aDatagramThatWasKeptIsNotUnclear() throws Exception {
        Probe unclear = new Probe(Probe.Seen.UNCLEAR, "a datagram", "no answer");
        assertThat(told(unclear, flow(1, 0, 0, 0)).seen()).isEqualTo(Probe.Seen.DENIED);
        assertThat(told(unclear, flow(1, 1, 0, 0)).seen()).isEqualTo(Probe.Seen.UNCLEAR);
    }

    private Probe told(Probe probe, InspectedFlow... come) throws Exception {
        flows.clear();
        List<Passage> passages = Passage.on(trace);
        List<Appliances.Counts> before = appliances.count(passages);
        flows.addAll(List.of(come));
        return appliances.told(probe, passages, before);
    }

    private InspectedFlow flow(long asked, long askedBack, long answered, long answeredBack) {
        return new InspectedFlow(
                endpoint.id().number(),
                APPLIANCE,
                Protocol.TCP.number(),
                new InspectedFlow.End(SERVER, PORT, answered, answeredBack),
                new InspectedFlow.End(CLIENT, 40_000, asked, askedBack));
    }

    private Explanation foretold() {
        List<Step> steps = TraceSteps.of(trace);
        Question question =
                new Question(Question.Form.PACKET, "client", Optional.empty(), "tcp", "server", Optional.empty());
        return new Explanation(question, steps, Optional.empty(), Optional.empty());
    }
}
