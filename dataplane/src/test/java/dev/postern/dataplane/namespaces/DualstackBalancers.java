package dev.postern.dataplane.namespaces;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.LoadBalancerAttribute;
import dev.postern.model.elbv2.Transport;
import dev.postern.model.net.Family;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.testkit.Balancers;
import dev.postern.testkit.InterfaceEndpoints;
import dev.postern.testkit.Topology;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@link Scenario#LOAD_BALANCERS_OF_BOTH_FAMILIES} is made of. */
final class DualstackBalancers {
    private static final String BLOCK = "2001:db8:8000:";

    private final Topology topology = new Topology();
    private final VpcId vpc = topology.vpc("10.0.0.0/16");

    private DualstackBalancers() {
        topology.ipv6(vpc, BLOCK + ":/56");
        SubnetId front = subnet(vpc, "10.0.0.0/24", BLOCK + ":/64");
        SubnetId back = subnet(vpc, "10.0.1.0/24", BLOCK + "1::/64");
        RouteTableId table = topology.routeTable(vpc, front, back);
        topology.route(table, "::/0", new Route.ViaInternetGateway(topology.internetGateway(vpc)));
        SecurityGroupId open = open(topology, vpc);
        topology.ipv6(topology.instance(front, "10.0.0.10", open), BLOCK + ":10");
        NetworkInterfaceId target = topology.instance(back, "10.0.1.60", open);
        topology.ipv6(target, BLOCK + "1::60");
        SecurityGroupId fromOne = topology.securityGroup(vpc);
        topology.allowIn(fromOne, Protocol.TCP, PortRange.of(8080), BLOCK + ":71/128");
        NetworkInterfaceId narrow = topology.instance(back, "10.0.1.61", fromOne);
        topology.ipv6(narrow, BLOCK + "1::61");

        Balancers balancers = new Balancers(topology);
        LoadBalancer keeping = balancers.dualstack(front, "10.0.0.70", BLOCK + ":70");
        topology.put(keeping.withAttributes(
                new TreeMap<>(Map.of(LoadBalancerAttribute.DENY_INTERNET_GATEWAY.key(), "false"))));
        balancers.listen(keeping, Family.IPV6, Transport.TCP, 80, 8080, true, List.of(target));
        balancers.listen(keeping, Family.IPV4, Transport.TCP, 8080, 8080, true, List.of(target));
        LoadBalancer hiding = balancers.dualstack(front, "10.0.0.71", BLOCK + ":71", guard());
        balancers.listen(hiding, Family.IPV6, Transport.TCP, 80, 8080, false, List.of(target));
        balancers.listen(hiding, Family.IPV6, Transport.TCP, 8080, 8080, false, List.of(narrow));
        balancers.listen(hiding, Family.IPV4, Transport.TCP, 22, 8080, false, List.of(narrow));
        consumer(balancers.service(hiding).serviceName());
    }

    static Topology topology() {
        return new DualstackBalancers().topology;
    }

    /** A group that lets everybody in, and out. */
    static SecurityGroupId open(Topology topology, VpcId vpc) {
        SecurityGroupId open = topology.securityGroup(vpc);
        topology.allowIn(open, Protocol.ALL, PortRange.ALL, "0.0.0.0/0");
        topology.allowIn(open, Protocol.ALL, PortRange.ALL, "::/0");
        topology.allowOut(open, Protocol.ALL, PortRange.ALL, "::/0");
        return open;
    }

    /** Who of another VPC comes by IPv6 is let in at one port. */
    private SecurityGroupId guard() {
        SecurityGroupId guard = topology.securityGroup(vpc);
        topology.allowIn(guard, Protocol.ALL, PortRange.ALL, "0.0.0.0/0");
        topology.allowIn(guard, Protocol.ALL, PortRange.ALL, BLOCK + ":/56");
        topology.allowIn(guard, Protocol.TCP, PortRange.of(80), "::/0");
        topology.allowOut(guard, Protocol.ALL, PortRange.ALL, "::/0");
        return guard;
    }

    private void consumer(String service) {
        VpcId other = topology.vpc("10.0.0.0/16");
        topology.ipv6(other, BLOCK + "100::/56");
        SubnetId there = subnet(other, "10.0.0.0/24", BLOCK + "100::/64");
        topology.routeTable(other, there);
        SecurityGroupId open = open(topology, other);
        topology.ipv6(topology.instance(there, "10.0.0.10", open), BLOCK + "100::10");
        topology.ipv6(new InterfaceEndpoints(topology).to(service, there, "10.0.0.40", open), BLOCK + "100::40");
    }

    private SubnetId subnet(VpcId in, String cidr, String ipv6) {
        SubnetId subnet = topology.subnet(in, cidr);
        topology.ipv6(subnet, ipv6);
        return subnet;
    }
}
