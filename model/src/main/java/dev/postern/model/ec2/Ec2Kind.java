package dev.postern.model.ec2;

import dev.postern.model.Entity;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What everybody must know of a kind of resource in EC2 that requests name by id. This is the one list of them.
 *
 * @param entity the class of what is kept
 * @param prefix of its ids, as {@code igw}
 * @param type its name in ARNs and for tags, as {@code internet-gateway}
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html">Resource IDs</a>
 */
public record Ec2Kind<E extends Entity>(
        Class<E> entity, String prefix, String type, Function<E, Tags> tags, BiFunction<E, Tags, E> withTags) {
    public static final Ec2Kind<Vpc> VPC = new Ec2Kind<>(Vpc.class, VpcId.PREFIX, "vpc", Vpc::tags, Vpc::withTags);
    public static final Ec2Kind<Subnet> SUBNET =
            new Ec2Kind<>(Subnet.class, SubnetId.PREFIX, "subnet", Subnet::tags, Subnet::withTags);
    public static final Ec2Kind<SubnetCidrReservation> SUBNET_CIDR_RESERVATION = new Ec2Kind<>(
            SubnetCidrReservation.class,
            SubnetCidrReservationId.PREFIX,
            "subnet-cidr-reservation",
            SubnetCidrReservation::tags,
            SubnetCidrReservation::withTags);
    public static final Ec2Kind<VpcBlockPublicAccessExclusion> PUBLIC_ACCESS_EXCLUSION = new Ec2Kind<>(
            VpcBlockPublicAccessExclusion.class,
            VpcBlockPublicAccessExclusionId.PREFIX,
            "vpc-block-public-access-exclusion",
            VpcBlockPublicAccessExclusion::tags,
            VpcBlockPublicAccessExclusion::withTags);
    public static final Ec2Kind<InternetGateway> INTERNET_GATEWAY = new Ec2Kind<>(
            InternetGateway.class,
            InternetGatewayId.PREFIX,
            "internet-gateway",
            InternetGateway::tags,
            InternetGateway::withTags);
    public static final Ec2Kind<EgressOnlyInternetGateway> EGRESS_ONLY_INTERNET_GATEWAY = new Ec2Kind<>(
            EgressOnlyInternetGateway.class,
            EgressOnlyInternetGatewayId.PREFIX,
            "egress-only-internet-gateway",
            EgressOnlyInternetGateway::tags,
            EgressOnlyInternetGateway::withTags);
    public static final Ec2Kind<RouteTable> ROUTE_TABLE =
            new Ec2Kind<>(RouteTable.class, RouteTableId.PREFIX, "route-table", RouteTable::tags, RouteTable::withTags);
    public static final Ec2Kind<NetworkAcl> NETWORK_ACL =
            new Ec2Kind<>(NetworkAcl.class, NetworkAclId.PREFIX, "network-acl", NetworkAcl::tags, NetworkAcl::withTags);
    public static final Ec2Kind<SecurityGroup> SECURITY_GROUP = new Ec2Kind<>(
            SecurityGroup.class,
            SecurityGroupId.PREFIX,
            "security-group",
            SecurityGroup::tags,
            SecurityGroup::withTags);
    public static final Ec2Kind<KeyPair> KEY_PAIR =
            new Ec2Kind<>(KeyPair.class, KeyPairId.PREFIX, "key-pair", KeyPair::tags, KeyPair::withTags);
    public static final Ec2Kind<Address> ADDRESS =
            new Ec2Kind<>(Address.class, AllocationId.PREFIX, "elastic-ip", Address::tags, Address::withTags);
    public static final Ec2Kind<NetworkInterface> INTERFACE = new Ec2Kind<>(
            NetworkInterface.class,
            NetworkInterfaceId.PREFIX,
            "network-interface",
            NetworkInterface::tags,
            NetworkInterface::withTags);
    public static final Ec2Kind<Instance> INSTANCE =
            new Ec2Kind<>(Instance.class, InstanceId.PREFIX, "instance", Instance::tags, Instance::withTags);
    public static final Ec2Kind<Image> IMAGE =
            new Ec2Kind<>(Image.class, ImageId.PREFIX, "image", Image::tags, Image::withTags);
    public static final Ec2Kind<Volume> VOLUME =
            new Ec2Kind<>(Volume.class, VolumeId.PREFIX, "volume", Volume::tags, Volume::withTags);
    public static final Ec2Kind<VpcEndpoint> ENDPOINT = new Ec2Kind<>(
            VpcEndpoint.class, VpcEndpointId.PREFIX, "vpc-endpoint", VpcEndpoint::tags, VpcEndpoint::withTags);
    public static final Ec2Kind<EndpointService> ENDPOINT_SERVICE = new Ec2Kind<>(
            EndpointService.class,
            EndpointServiceId.PREFIX,
            "vpc-endpoint-service",
            EndpointService::tags,
            EndpointService::withTags);
    public static final Ec2Kind<EndpointServicePermission> ENDPOINT_SERVICE_PERMISSION = new Ec2Kind<>(
            EndpointServicePermission.class,
            EndpointServicePermissionId.PREFIX,
            "vpc-endpoint-service-permission",
            EndpointServicePermission::tags,
            EndpointServicePermission::withTags);
    public static final Ec2Kind<VpcPeeringConnection> PEERING = new Ec2Kind<>(
            VpcPeeringConnection.class,
            VpcPeeringConnectionId.PREFIX,
            "vpc-peering-connection",
            VpcPeeringConnection::tags,
            VpcPeeringConnection::withTags);
    public static final Ec2Kind<NatGateway> NAT_GATEWAY =
            new Ec2Kind<>(NatGateway.class, NatGatewayId.PREFIX, "natgateway", NatGateway::tags, NatGateway::withTags);
    public static final Ec2Kind<NetworkInsightsPath> INSIGHTS_PATH = new Ec2Kind<>(
            NetworkInsightsPath.class,
            NetworkInsightsPathId.PREFIX,
            "network-insights-path",
            NetworkInsightsPath::tags,
            NetworkInsightsPath::withTags);
    public static final Ec2Kind<NetworkInsightsAnalysis> INSIGHTS_ANALYSIS = new Ec2Kind<>(
            NetworkInsightsAnalysis.class,
            NetworkInsightsAnalysisId.PREFIX,
            "network-insights-analysis",
            NetworkInsightsAnalysis::tags,
            NetworkInsightsAnalysis::withTags);
    public static final Ec2Kind<FlowLog> FLOW_LOG =
            new Ec2Kind<>(FlowLog.class, FlowLogId.PREFIX, "vpc-flow-log", FlowLog::tags, FlowLog::withTags);

    public static final Ec2Kind<ManagedPrefixList> PREFIX_LIST = new Ec2Kind<>(
            ManagedPrefixList.class,
            PrefixListId.PREFIX,
            "prefix-list",
            ManagedPrefixList::tags,
            ManagedPrefixList::withTags);

    public static final Ec2Kind<DhcpOptions> DHCP_OPTIONS = new Ec2Kind<>(
            DhcpOptions.class, DhcpOptionsId.PREFIX, "dhcp-options", DhcpOptions::tags, DhcpOptions::withTags);

    public static final Ec2Kind<LaunchTemplate> LAUNCH_TEMPLATE = new Ec2Kind<>(
            LaunchTemplate.class,
            LaunchTemplateId.PREFIX,
            "launch-template",
            LaunchTemplate::tags,
            LaunchTemplate::withTags);

    public static final List<Ec2Kind<?>> ALL = List.of(
            VPC,
            SUBNET,
            SUBNET_CIDR_RESERVATION,
            PUBLIC_ACCESS_EXCLUSION,
            INTERNET_GATEWAY,
            EGRESS_ONLY_INTERNET_GATEWAY,
            ROUTE_TABLE,
            NETWORK_ACL,
            SECURITY_GROUP,
            KEY_PAIR,
            ADDRESS,
            INTERFACE,
            INSTANCE,
            IMAGE,
            VOLUME,
            ENDPOINT,
            ENDPOINT_SERVICE,
            ENDPOINT_SERVICE_PERMISSION,
            PEERING,
            NAT_GATEWAY,
            INSIGHTS_PATH,
            INSIGHTS_ANALYSIS,
            FLOW_LOG,
            PREFIX_LIST,
            DHCP_OPTIONS,
            LAUNCH_TEMPLATE);

    /** The kind whose ids begin like this one: {@code igw} of {@code igw-0123456789abcdef0}. */
    public static Optional<Ec2Kind<?>> ofId(String id) {
        int dash = id.lastIndexOf('-');
        return dash < 0
                ? Optional.empty()
                : ALL.stream()
                        .filter(kind -> kind.prefix.equals(id.substring(0, dash)))
                        .findFirst();
    }

    public Optional<E> find(Snapshot snapshot, Scope scope, String id) {
        return snapshot.find(entity, scope, id);
    }

    /** The tags of a resource; none if there is no such. */
    public Tags tagsOf(Snapshot snapshot, Scope scope, String id) {
        return find(snapshot, scope, id).map(tags).orElse(Tags.NONE);
    }

    /** Whether a text has the form of an id of this kind, whether or not there is such a resource. */
    public boolean isWellFormed(String id) {
        return entity == Instance.class ? InstanceId.isAccepted(id) : ResourceId.isWellFormed(prefix, id);
    }
}
