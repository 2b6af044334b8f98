package dev.postern.services.ec2;

import dev.postern.services.authorization.Authorizer;
import dev.postern.services.ec2.absent.AbsentNetworkOperations;
import dev.postern.services.ec2.absent.AbsentOperations;
import dev.postern.services.ec2.addresses.AddressOperations;
import dev.postern.services.ec2.call.Host;
import dev.postern.services.ec2.call.Quotas;
import dev.postern.services.ec2.endpoints.EndpointOperations;
import dev.postern.services.ec2.endpointservices.EndpointServiceOperations;
import dev.postern.services.ec2.endpointservices.NotificationOperations;
import dev.postern.services.ec2.filtering.NetworkAclOperations;
import dev.postern.services.ec2.filtering.SecurityGroupOperations;
import dev.postern.services.ec2.flowlogs.FlowLogDelivery;
import dev.postern.services.ec2.flowlogs.FlowLogOperations;
import dev.postern.services.ec2.gateways.GatewayOperations;
import dev.postern.services.ec2.images.ImageOperations;
import dev.postern.services.ec2.insights.InsightsOperations;
import dev.postern.services.ec2.instances.InstanceOperations;
import dev.postern.services.ec2.instances.ProfileOperations;
import dev.postern.services.ec2.interfaces.InterfaceOperations;
import dev.postern.services.ec2.keys.KeyPairOperations;
import dev.postern.services.ec2.launchtemplates.LaunchTemplateOperations;
import dev.postern.services.ec2.natgateways.NatGatewayOperations;
import dev.postern.services.ec2.peering.PeeringOperations;
import dev.postern.services.ec2.prefixlists.PrefixListOperations;
import dev.postern.services.ec2.publicaccess.PublicAccessOperations;
import dev.postern.services.ec2.regions.RegionOperations;
import dev.postern.services.ec2.routing.RouteOperations;
import dev.postern.services.ec2.tagging.TagOperations;
import dev.postern.services.ec2.types.InstanceTypeOperations;
import dev.postern.services.ec2.volumes.VolumeOperations;
import dev.postern.services.ec2.vpc.SubnetOperations;
import dev.postern.services.ec2.vpc.VpcOperations;
import dev.postern.storage.Cloud;

/**
 * Amazon EC2. An operation exists because its method is overridden in one of the interfaces that this class implements, grouped by
 * what they act on; all others answer that they are not supported.
 */
public final class Ec2Service
        implements PeeringOperations,
                SubnetOperations,
                VpcOperations,
                PublicAccessOperations,
                RegionOperations,
                InstanceTypeOperations,
                PrefixListOperations,
                NetworkAclOperations,
                SecurityGroupOperations,
                EndpointServiceOperations,
                NotificationOperations,
                EndpointOperations,
                InterfaceOperations,
                GatewayOperations,
                NatGatewayOperations,
                RouteOperations,
                AddressOperations,
                VolumeOperations,
                ImageOperations,
                KeyPairOperations,
                LaunchTemplateOperations,
                InstanceOperations,
                ProfileOperations,
                InsightsOperations,
                FlowLogOperations,
                TagOperations,
                AbsentOperations,
                AbsentNetworkOperations {
    private final Cloud cloud;
    private final Host host;
    private final Quotas quotas;
    private final FlowLogDelivery delivery;
    private final Authorizer authorizer = new Authorizer();

    public Ec2Service(Cloud cloud, Host host, Quotas quotas, FlowLogDelivery delivery) {
        this.cloud = cloud;
        this.host = host;
        this.quotas = quotas;
        this.delivery = delivery;
    }

    @Override
    public Cloud cloud() {
        return cloud;
    }

    @Override
    public Host host() {
        return host;
    }

    @Override
    public Quotas quotas() {
        return quotas;
    }

    @Override
    public FlowLogDelivery delivery() {
        return delivery;
    }

    /** Not the gateway's: what it is asked here is no decision on the request itself. */
    @Override
    public Authorizer authorizer() {
        return authorizer;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // The cloud belongs to whoever made it.
    }
}
