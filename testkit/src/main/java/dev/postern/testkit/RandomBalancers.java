package dev.postern.testkit;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.Transport;
import java.util.List;
import java.util.Random;

/**
 * A load balancer somewhere in a random network, or none, and perhaps a service behind it that other VPCs use. Each listener has one
 * target, so that it is known where a connection goes.
 */
final class RandomBalancers {
    private final Random random;
    private final Topology cloud;

    private RandomBalancers(Random random, Topology cloud) {
        this.random = random;
        this.cloud = cloud;
    }

    /**
     * Adds it.
     *
     * @param targets instances of the VPC
     * @param consumers subnets of others, of which each may have an endpoint
     * @param theirs the group of each of those
     */
    static void add(
            Random random,
            Topology cloud,
            List<SubnetId> subnets,
            List<SecurityGroupId> groups,
            List<NetworkInterfaceId> targets,
            List<SubnetId> consumers,
            List<SecurityGroupId> theirs) {
        RandomBalancers balancers = new RandomBalancers(random, cloud);
        Subnet subnet = cloud.get(Subnet.class, balancers.one(subnets).value());
        if (balancers.chance(50) || subnet.ipv6Native()) {
            return;
        }
        LoadBalancer balancer = balancers.balancer(subnet, groups, targets);
        if (balancers.chance(60)) {
            String service = new Balancers(cloud).service(balancer).serviceName();
            for (int i = 0; i < consumers.size(); i++) {
                if (balancers.chance(70)) {
                    Subnet there = cloud.get(Subnet.class, consumers.get(i).value());
                    new InterfaceEndpoints(cloud).to(service, there.id(), at(there, 45), theirs.get(i));
                }
            }
        }
    }

    private LoadBalancer balancer(Subnet subnet, List<SecurityGroupId> groups, List<NetworkInterfaceId> targets) {
        Balancers balancers = new Balancers(cloud);
        LoadBalancer balancer = chance(50)
                ? balancers.balancer(subnet.id(), at(subnet, 70), one(groups))
                : balancers.balancer(subnet.id(), at(subnet, 70));
        balancers.listen(balancer, Transport.TCP, 80, 8080, random.nextBoolean(), List.of(one(targets)));
        balancers.listen(balancer, Transport.TCP, 22, 80, random.nextBoolean(), List.of(one(targets)));
        return balancer;
    }

    private static String at(Subnet subnet, int place) {
        return subnet.cidr().orElseThrow().address().plus(place).toString();
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T one(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
