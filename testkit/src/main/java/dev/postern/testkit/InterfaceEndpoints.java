package dev.postern.testkit;

import dev.postern.model.Tags;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Interface endpoints of a topology. */
public record InterfaceEndpoints(Topology cloud) {
    /** An available one for EC2, with one interface, whose id is returned. */
    public NetworkInterfaceId ec2(SubnetId subnetId, String address, SecurityGroupId... groups) {
        return to("com.amazonaws.us-east-1.ec2", subnetId, address, groups);
    }

    /** The same for any service. */
    public NetworkInterfaceId to(String service, SubnetId subnetId, String address, SecurityGroupId... groups) {
        Subnet subnet = cloud.get(Subnet.class, subnetId.value());
        VpcEndpointId id = new VpcEndpointId(cloud.id(VpcEndpointId.PREFIX));
        NetworkInterfaceId eni = new NetworkInterfaceId(cloud.id(NetworkInterfaceId.PREFIX));
        cloud.put(cloud.plugged(
                subnet, eni, List.of(address), List.of(groups), new NetworkInterface.OfEndpoint(id, Instant.EPOCH)));
        cloud.put(new VpcEndpoint(
                subnet.scope(),
                id,
                subnet.vpcId(),
                service,
                VpcEndpoint.State.AVAILABLE,
                Instant.EPOCH,
                Optional.empty(),
                new VpcEndpoint.Interface(
                        List.of(new VpcEndpoint.Seat(subnetId, subnet.availabilityZone(), eni)),
                        List.of(groups),
                        VpcEndpoint.AddressType.IPV4,
                        new VpcEndpoint.DnsOptions(VpcEndpoint.RecordType.IPV4, false),
                        "abcdefgh",
                        List.of(),
                        Optional.empty()),
                Instant.EPOCH,
                Tags.NONE));
        return eni;
    }

    /** The endpoint whose interface it is. */
    public VpcEndpoint of(NetworkInterfaceId eni) {
        return cloud.get(
                VpcEndpoint.class,
                ((NetworkInterface.OfEndpoint) cloud.networkInterface(eni).use())
                        .id()
                        .value());
    }
}
