package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.network.NetworkCompiler;
import dev.postern.testkit.Topology;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An address that is unassigned leaves the instance, as one that is assigned appears in it. */
@PacketTest
final class AddressesLeaveTest {
    private static final Ip PRIMARY = Ip.of("10.0.0.9");
    private static final List<Ip> IPV6 = List.of(Ip.of("2001:db8:8000::10"), Ip.of("2001:db8:8000::11"));

    @TempDir
    Path directory;

    private final Topology topology = new Topology();

    @Test
    void whatWasGivenIsTakenBackAndWhatRootAddedStays() throws Exception {
        VpcId vpc = topology.vpc("10.0.0.0/16");
        SubnetId subnet = topology.subnet(vpc, "10.0.0.0/24");
        topology.routeTable(vpc, subnet);
        topology.ipv6(vpc, "2001:db8:8000::/56");
        topology.ipv6(subnet, "2001:db8:8000::/64");
        SecurityGroupId group = topology.securityGroup(vpc);
        topology.allowIn(group, Protocol.ALL, PortRange.ALL, "10.0.0.0/16");
        NetworkInterfaceId one = topology.instance(subnet, PRIMARY.toString(), group);
        NetworkInterfaceId other = topology.instance(subnet, "10.0.0.20", group);
        Snapshot few = with(one, List.of(PRIMARY), List.of());
        // The kernel takes the one that comes first in the order of text, which is not the primary, for the first.
        Snapshot many = with(one, List.of(PRIMARY, Ip.of("10.0.0.10"), Ip.of("10.0.0.11")), IPV6);
        Snapshot lessIpv6 = with(one, List.of(PRIMARY, Ip.of("10.0.0.10")), IPV6.subList(1, 2));
        try (Network network = new Network(directory)) {
            network.apply(many);
            Namespace inside = network.namespaceOf(one);
            assertThat(addresses(inside))
                    .contains("10.0.0.9/24", "10.0.0.10/24", "10.0.0.11/24", "2001:db8:8000::10/128");
            assertThat(Network.run(inside, "ip", "route", "get", "10.0.0.20")).contains("src 10.0.0.9 ");
            Network.run(inside, "ip", "address", "add", "10.0.0.77/24", "dev", "ens5");
            Network.run(inside, "ip", "address", "add", "2001:db8:8000::77/128", "dev", "ens5");

            network.apply(lessIpv6);
            assertThat(addresses(inside))
                    .contains("10.0.0.9/24", "10.0.0.10/24", "10.0.0.77/24", "2001:db8:8000::11/128")
                    .doesNotContain("10.0.0.11/24", "2001:db8:8000::10/128");
            assertThat(Network.run(inside, "ip", "-6", "route", "get", "2001:db8::1"))
                    .contains("src 2001:db8:8000::11 ");

            // By a process that knows nothing of what there was.
            LinuxDataPlane next = Alone.dataPlane(directory);
            assertThat(next.apply(NetworkCompiler.compile(few)).problems()).isEmpty();
            assertThat(addresses(inside))
                    .containsExactlyInAnyOrder("10.0.0.9/24", "10.0.0.77/24", "2001:db8:8000::77/128");
            assertThat(Network.run(inside, "ip", "-6", "route", "show", "default"))
                    .isEmpty();
            assertThat(Network.connect(inside, Ip.of("10.0.0.20"), 80)).isPresent();
            assertThat(Network.connect(network.namespaceOf(other), PRIMARY, 80)).isPresent();

            // Who takes an address that was taken back is not fought; nobody hears of it.
            Network.run(inside, "ip", "address", "add", "10.0.0.10/24", "dev", "ens5");
            assertThat(Alone.dataPlane(directory)
                            .apply(NetworkCompiler.compile(few))
                            .steps())
                    .isZero();
            assertThat(Network.tryToConnect(network.namespaceOf(other), Ip.of("10.0.0.10"), 80))
                    .isEmpty();
        }
    }

    private Snapshot with(NetworkInterfaceId eni, List<Ip> ipv4, List<Ip> ipv6) {
        NetworkInterface changed =
                topology.networkInterface(eni).withPrivateIps(ipv4).withIpv6Ips(ipv6);
        topology.put(changed);
        return topology.snapshot();
    }

    /** Those on the interface that are not the kernel's own, with their lengths. */
    private static List<String> addresses(Namespace inside) throws Exception {
        return Stream.of(Network.run(inside, "ip", "-o", "address", "show", "dev", "ens5", "scope", "global")
                        .split("\\s+"))
                .filter(word -> word.matches("[0-9a-f.:]+/[0-9]+"))
                .toList();
    }
}
