package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.TargetGroupAttribute;
import dev.postern.model.elbv2.Transport;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.testkit.Balancers;
import dev.postern.testkit.Topology;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With whom the flows of a balancer's datagrams go on when a target is taken out. */
@PacketTest
final class DatagramFlowsTest {
    private static final Ip NODE = Ip.of("10.0.0.70");
    private static final int PORT = 53;
    private static final int TARGET_PORT = 9053;
    private static final int LIMIT_MILLIS = 10_000;

    @TempDir
    Path directory;

    private final Topology topology = new Topology();
    private final Balancers balancers = new Balancers(topology);
    private final List<DatagramSocket> sockets = new ArrayList<>();
    private Network network;
    private LoadBalancer balancer;
    private NetworkInterfaceId client;
    private List<NetworkInterfaceId> targets;

    @BeforeEach
    void balancerWithTwoTargets() {
        network = new Network(directory);
        VpcId vpc = topology.vpc("10.0.0.0/16");
        SubnetId subnet = topology.subnet(vpc, "10.0.0.0/24");
        topology.routeTable(vpc, subnet);
        SecurityGroupId open = topology.securityGroup(vpc);
        topology.allowIn(open, Protocol.ALL, PortRange.ALL, "0.0.0.0/0");
        client = topology.instance(subnet, "10.0.0.10", open);
        targets = List.of(topology.instance(subnet, "10.0.0.61", open), topology.instance(subnet, "10.0.0.62", open));
        balancer = balancers.balancer(subnet, NODE.toString(), open);
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        sockets.forEach(DatagramSocket::close);
        network.close();
    }

    /** So it is by default, as on AWS. */
    @Test
    void goesOnWithAnotherTargetWhenTheTimeOfTheOneThatWasTakenOutIsOver() throws Exception {
        TargetGroup group = balancers.listen(balancer, Transport.UDP, PORT, TARGET_PORT, true, targets);
        DatagramSocket asking = asking();
        int first = answered(asking);

        takeOut(group, first, true);
        assertThat(answered(asking)).as("until its time is over").isEqualTo(first);

        takeOut(group, first, false);
        assertThat(answered(asking)).isEqualTo(1 - first);
    }

    @Test
    void goesOnWithAnotherTargetWhenOneIsTakenOutAtOnce() throws Exception {
        TargetGroup group = balancers.listen(balancer, Transport.TCP_UDP, PORT, TARGET_PORT, true, targets);
        DatagramSocket asking = asking();
        int first = answered(asking);
        takeOut(group, first, false);
        assertThat(answered(asking)).isEqualTo(1 - first);
    }

    @Test
    void goesOnWithWhomItHasWhereTheGroupSaysSo() throws Exception {
        TargetGroup group = balancers.listen(balancer, Transport.UDP, PORT, TARGET_PORT, true, targets);
        TreeMap<String, String> attributes = new TreeMap<>(group.attributes());
        attributes.put(TargetGroupAttribute.TERMINATES_DEREGISTERED.key(), "false");
        group = group.withAttributes(attributes);
        topology.put(group);
        DatagramSocket asking = asking();
        int first = answered(asking);
        takeOut(group, first, false);
        assertThat(answered(asking)).isEqualTo(first);
    }

    /** Other flows are not touched. */
    @Test
    void flowsToTheOtherTargetGoOn() throws Exception {
        TargetGroup group = balancers.listen(balancer, Transport.UDP, PORT, TARGET_PORT, true, targets);
        DatagramSocket asking = asking();
        int first = answered(asking);
        DatagramSocket other = asking();
        while (answered(other) == first) {
            other = socket(client, new InetSocketAddress(0));
            other.connect(NODE.toInetAddress(), PORT);
        }
        takeOut(group, first, false);
        assertThat(answered(other)).isEqualTo(1 - first);
        assertThat(answered(asking)).isEqualTo(1 - first);
    }

    /** A socket at the client, and targets that answer it with their number. */
    private DatagramSocket asking() throws Exception {
        network.apply(topology);
        if (sockets.isEmpty()) {
            for (int i = 0; i < targets.size(); i++) {
                answer(socket(targets.get(i), new InetSocketAddress(TARGET_PORT)), i);
            }
        }
        DatagramSocket asking = socket(client, new InetSocketAddress(0));
        asking.connect(NODE.toInetAddress(), PORT);
        return asking;
    }

    private DatagramSocket socket(NetworkInterfaceId at, InetSocketAddress address) throws Exception {
        DatagramSocket socket = network.namespaceOf(at).call(() -> new DatagramSocket(address));
        socket.setSoTimeout(LIMIT_MILLIS);
        sockets.add(socket);
        return socket;
    }

    private static void answer(DatagramSocket target, int number) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                target.setSoTimeout(0);
                while (true) {
                    DatagramPacket asked = new DatagramPacket(new byte[100], 100);
                    target.receive(asked);
                    byte[] answer = Integer.toString(number).getBytes(StandardCharsets.UTF_8);
                    target.send(new DatagramPacket(answer, answer.length, asked.getSocketAddress()));
                }
            } catch (IOException e) {
                // It was closed: the test is over.
            }
        });
    }

    /** The number of the target that answers. */
    private static int answered(DatagramSocket asking) throws IOException {
        asking.send(new DatagramPacket(new byte[1], 1));
        DatagramPacket answer = new DatagramPacket(new byte[100], 100);
        asking.receive(answer);
        return Integer.parseInt(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8));
    }

    /** Leaves the group without a target, at once or when its time is over. */
    private void takeOut(TargetGroup group, int target, boolean draining) throws Exception {
        List<TargetGroup.Registration> left = new ArrayList<>(group.registrations());
        if (draining) {
            left.set(target, left.get(target).leaving(Instant.MAX));
        } else {
            left.remove(target);
        }
        topology.put(group.withRegistrations(left));
        network.apply(topology);
    }
}
