package dev.postern.dataplane.namespaces;

import dev.postern.model.Region;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.Transport;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.testkit.Balancers;
import dev.postern.testkit.InterfaceEndpoints;
import dev.postern.testkit.Topology;
import java.util.List;

/**
 * What {@link Scenario#ENDPOINTS_TO_ANOTHER_REGION} is made of: a balancer in one Region, and in another one a VPC with the same block,
 * from which an endpoint leads to it, another one to S3 there, and a third to a service of which there is none.
 */
final class CrossRegionEndpoints {
    private CrossRegionEndpoints() {}

    static Topology topology() {
        Topology topology = new Topology();
        VpcId provider = topology.vpc("10.0.0.0/16");
        SubnetId subnet = topology.subnet(provider, "10.0.1.0/24");
        topology.routeTable(provider, subnet);
        SecurityGroupId open = topology.securityGroup(provider);
        topology.allowIn(open, Protocol.TCP, PortRange.of(8080), "0.0.0.0/0");
        NetworkInterfaceId target = topology.instance(subnet, "10.0.1.60", open);
        Balancers balancers = new Balancers(topology);
        LoadBalancer balancer = balancers.balancer(subnet, "10.0.1.70");
        balancers.listen(balancer, Transport.TCP, 80, 8080, false, List.of(target));
        String service = balancers.service(balancer).serviceName();

        topology.goTo(Region.find("eu-west-1").orElseThrow());
        VpcId consumer = topology.vpc("10.0.0.0/16");
        SubnetId there = topology.subnet(consumer, "10.0.1.0/24");
        topology.routeTable(consumer, there);
        SecurityGroupId consumers = topology.securityGroup(consumer);
        topology.allowIn(consumers, Protocol.TCP, PortRange.ALL, "10.0.1.60/32");
        topology.instance(there, "10.0.1.60", consumers);
        topology.instance(there, "10.0.1.61", consumers);
        InterfaceEndpoints endpoints = new InterfaceEndpoints(topology);
        endpoints.to(service, there, "10.0.1.40", consumers);
        endpoints.to("com.amazonaws.us-east-1.s3", there, "10.0.1.41", consumers);
        endpoints.to(service.replaceFirst("us-east-1", "us-west-2"), there, "10.0.1.42", consumers);
        return topology;
    }
}
