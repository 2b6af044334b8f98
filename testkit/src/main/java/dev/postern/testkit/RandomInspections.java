package dev.postern.testkit;

import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Endpoints of a Gateway Load Balancer somewhere in a random network, and routes to them: instead of others, or where there were none. The
 * balancer is in a VPC of its own, which has the same addresses as the network, and mostly lets its appliance be spoken to.
 */
public final class RandomInspections {
    /** Where the appliance is. */
    public static final Ip APPLIANCE = Ip.of("10.0.9.20");

    private static final List<String> LED =
            List.of("0.0.0.0/0", "0.0.0.0/0", "10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/25", "198.18.0.0/15");

    private final Random random;
    private final Topology cloud;

    private RandomInspections(Random random, Topology cloud) {
        this.random = random;
        this.cloud = cloud;
    }

    /** The VPC of a balancer, with an appliance: the same in all networks. */
    record Provider(SubnetId subnet, SecurityGroupId group, NetworkInterfaceId appliance) {
        static Provider in(Topology cloud) {
            VpcId vpc = cloud.vpc("10.0.0.0/16");
            SubnetId subnet = cloud.subnet(vpc, "10.0.9.0/24");
            SecurityGroupId group = cloud.closedSecurityGroup(vpc);
            return new Provider(subnet, group, cloud.instance(subnet, APPLIANCE.toString(), group));
        }
    }

    /** Adds them to the subnets of a VPC. */
    static void add(Random random, Topology cloud, Provider provider, List<SubnetId> subnets) {
        RandomInspections inspections = new RandomInspections(random, cloud);
        if (inspections.chance(40)) {
            inspections.add(provider, subnets);
        }
    }

    private void add(Provider provider, List<SubnetId> subnets) {
        Inspectors inspectors = new Inspectors(cloud);
        LoadBalancer balancer = inspectors.balancer(provider.subnet(), "10.0.9.10");
        inspectors.appliances(balancer, chance(92) ? List.of(provider.appliance()) : List.of());
        cloud.allowIn(provider.group(), chance(92) ? Protocol.UDP : Protocol.TCP, PortRange.ALL, "10.0.9.0/24");
        if (chance(92)) {
            cloud.allowOut(provider.group(), Protocol.ALL, PortRange.ALL, "0.0.0.0/0");
        }
        EndpointService service = inspectors.service(balancer);
        List<VpcEndpoint> endpoints = new ArrayList<>();
        for (SubnetId id : subnets) {
            Subnet subnet = cloud.get(Subnet.class, id.value());
            if (!subnet.ipv6Native() && chance(endpoints.isEmpty() ? 70 : 40)) {
                String address = subnet.cidr().orElseThrow().address().plus(90).toString();
                endpoints.add(inspectors.endpoint(service, id, address));
            }
        }
        if (!endpoints.isEmpty()) {
            VpcId vpc = cloud.get(Subnet.class, subnets.getFirst().value()).vpcId();
            cloud.snapshot().all(RouteTable.class).stream()
                    .filter(table -> table.vpcId().equals(vpc))
                    .filter(_ -> chance(60))
                    .forEach(table -> lead(table, one(endpoints)));
        }
    }

    private void lead(RouteTable table, VpcEndpoint endpoint) {
        Route.Destination block = new Route.ToCidr(Cidr.of(one(LED)));
        List<Route> routes = new ArrayList<>(table.routes());
        routes.removeIf(route -> route.destination().equals(block));
        routes.add(new Route(block, new Route.ViaEndpoint(endpoint.id()), Route.Origin.CREATE_ROUTE));
        cloud.put(table.withRoutes(routes));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T one(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
