package dev.postern.testkit;

import dev.postern.model.Tags;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.EndpointServiceId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.Transport;
import dev.postern.model.net.Family;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Gateway Load Balancers of a topology, services behind them, and endpoints. */
public record Inspectors(Topology cloud) {
    /** An active balancer with a node in one subnet. */
    public LoadBalancer balancer(SubnetId subnetId, String address) {
        return new Balancers(cloud).balancer(LoadBalancer.Type.GATEWAY, subnetId, address);
    }

    /** The group of instances to which a balancer sends what it gets. */
    public TargetGroup appliances(LoadBalancer balancer, List<NetworkInterfaceId> appliances) {
        return new Balancers(cloud)
                .listen(balancer, Transport.GENEVE, Transport.GENEVE_PORT, Transport.GENEVE_PORT, true, appliances);
    }

    /** A service behind a balancer, that anybody may connect to. */
    public EndpointService service(LoadBalancer balancer) {
        EndpointService service = new EndpointService(
                balancer.scope(),
                new EndpointServiceId(cloud.id(EndpointServiceId.PREFIX)),
                EndpointService.State.AVAILABLE,
                new EndpointService.Terms(
                        false, List.of(), List.of(balancer.arn().toString()), List.of(Family.values()), List.of()),
                false,
                Optional.empty(),
                Instant.EPOCH,
                Tags.NONE);
        cloud.put(service);
        return service;
    }

    /** An available endpoint of such a service. */
    public VpcEndpoint endpoint(EndpointService service, SubnetId subnetId, String address) {
        Subnet subnet = cloud.get(Subnet.class, subnetId.value());
        VpcEndpointId id = new VpcEndpointId(cloud.id(VpcEndpointId.PREFIX));
        NetworkInterfaceId eni = new NetworkInterfaceId(cloud.id(NetworkInterfaceId.PREFIX));
        cloud.put(cloud.plugged(
                        subnet, eni, List.of(address), List.of(), new NetworkInterface.OfEndpoint(id, Instant.EPOCH))
                .withSourceDestCheck(false));
        VpcEndpoint endpoint = new VpcEndpoint(
                subnet.scope(),
                id,
                subnet.vpcId(),
                service.serviceName(),
                VpcEndpoint.State.AVAILABLE,
                Instant.EPOCH,
                Optional.empty(),
                new VpcEndpoint.GatewayLoadBalancer(
                        new VpcEndpoint.Seat(subnetId, subnet.availabilityZone(), eni), VpcEndpoint.AddressType.IPV4),
                Instant.EPOCH,
                Tags.NONE);
        cloud.put(endpoint);
        return endpoint;
    }
}
