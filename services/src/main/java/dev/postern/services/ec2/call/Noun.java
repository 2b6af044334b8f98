package dev.postern.services.ec2.call;

import dev.postern.model.Entity;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.DhcpOptions;
import dev.postern.model.ec2.Ec2Kind;
import dev.postern.model.ec2.EgressOnlyInternetGateway;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.EndpointServicePermission;
import dev.postern.model.ec2.FlowLog;
import dev.postern.model.ec2.Image;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.KeyPair;
import dev.postern.model.ec2.LaunchTemplate;
import dev.postern.model.ec2.ManagedPrefixList;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInsightsAnalysis;
import dev.postern.model.ec2.NetworkInsightsPath;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetCidrReservation;
import dev.postern.model.ec2.Volume;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcBlockPublicAccessExclusion;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcPeeringConnection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A kind of resource that requests name by id, with the errors for ids that are malformed or name nothing. */
public record Noun<E extends Entity>(Ec2Kind<E> kind, Ec2Error notFound, Ec2Error malformed) {
    public static final Noun<Vpc> VPC = new Noun<>(Ec2Kind.VPC, Ec2Error.VPC_NOT_FOUND, Ec2Error.VPC_MALFORMED);
    public static final Noun<Subnet> SUBNET =
            new Noun<>(Ec2Kind.SUBNET, Ec2Error.SUBNET_NOT_FOUND, Ec2Error.SUBNET_MALFORMED);
    public static final Noun<SubnetCidrReservation> SUBNET_CIDR_RESERVATION = new Noun<>(
            Ec2Kind.SUBNET_CIDR_RESERVATION, Ec2Error.CIDR_RESERVATION_NOT_FOUND, Ec2Error.CIDR_RESERVATION_MALFORMED);
    public static final Noun<VpcBlockPublicAccessExclusion> PUBLIC_ACCESS_EXCLUSION =
            new Noun<>(Ec2Kind.PUBLIC_ACCESS_EXCLUSION, Ec2Error.EXCLUSION_NOT_FOUND, Ec2Error.EXCLUSION_MALFORMED);
    public static final Noun<InternetGateway> INTERNET_GATEWAY =
            new Noun<>(Ec2Kind.INTERNET_GATEWAY, Ec2Error.IGW_NOT_FOUND, Ec2Error.IGW_MALFORMED);
    public static final Noun<EgressOnlyInternetGateway> EGRESS_GATEWAY = new Noun<>(
            Ec2Kind.EGRESS_ONLY_INTERNET_GATEWAY, Ec2Error.EGRESS_GATEWAY_NOT_FOUND, Ec2Error.EGRESS_GATEWAY_MALFORMED);
    public static final Noun<RouteTable> ROUTE_TABLE =
            new Noun<>(Ec2Kind.ROUTE_TABLE, Ec2Error.ROUTE_TABLE_NOT_FOUND, Ec2Error.ROUTE_TABLE_MALFORMED);
    public static final Noun<NetworkAcl> NETWORK_ACL =
            new Noun<>(Ec2Kind.NETWORK_ACL, Ec2Error.ACL_NOT_FOUND, Ec2Error.ACL_MALFORMED);
    public static final Noun<SecurityGroup> SECURITY_GROUP =
            new Noun<>(Ec2Kind.SECURITY_GROUP, Ec2Error.GROUP_NOT_FOUND, Ec2Error.GROUP_MALFORMED);
    public static final Noun<KeyPair> KEY_PAIR =
            new Noun<>(Ec2Kind.KEY_PAIR, Ec2Error.KEY_PAIR_ID_NOT_FOUND, Ec2Error.KEY_PAIR_ID_NOT_FOUND);
    public static final Noun<Address> ADDRESS =
            new Noun<>(Ec2Kind.ADDRESS, Ec2Error.ALLOCATION_NOT_FOUND, Ec2Error.ALLOCATION_NOT_FOUND);
    public static final Noun<NetworkInterface> INTERFACE =
            new Noun<>(Ec2Kind.INTERFACE, Ec2Error.INTERFACE_NOT_FOUND, Ec2Error.INTERFACE_MALFORMED);
    public static final Noun<Instance> INSTANCE =
            new Noun<>(Ec2Kind.INSTANCE, Ec2Error.INSTANCE_NOT_FOUND, Ec2Error.INSTANCE_MALFORMED);
    public static final Noun<Image> IMAGE = new Noun<>(Ec2Kind.IMAGE, Ec2Error.AMI_NOT_FOUND, Ec2Error.AMI_MALFORMED);
    public static final Noun<Volume> VOLUME =
            new Noun<>(Ec2Kind.VOLUME, Ec2Error.VOLUME_NOT_FOUND, Ec2Error.VOLUME_MALFORMED);
    public static final Noun<VpcEndpoint> ENDPOINT =
            new Noun<>(Ec2Kind.ENDPOINT, Ec2Error.ENDPOINT_NOT_FOUND, Ec2Error.ENDPOINT_MALFORMED);

    public static final Noun<EndpointService> ENDPOINT_SERVICE = new Noun<>(
            Ec2Kind.ENDPOINT_SERVICE, Ec2Error.ENDPOINT_SERVICE_NOT_FOUND, Ec2Error.ENDPOINT_SERVICE_MALFORMED);
    public static final Noun<EndpointServicePermission> ENDPOINT_SERVICE_PERMISSION = new Noun<>(
            Ec2Kind.ENDPOINT_SERVICE_PERMISSION,
            Ec2Error.ENDPOINT_PERMISSION_NOT_FOUND,
            Ec2Error.ENDPOINT_PERMISSION_NOT_FOUND);

    public static final Noun<VpcPeeringConnection> PEERING =
            new Noun<>(Ec2Kind.PEERING, Ec2Error.PEERING_NOT_FOUND, Ec2Error.PEERING_MALFORMED);
    public static final Noun<NatGateway> NAT_GATEWAY =
            new Noun<>(Ec2Kind.NAT_GATEWAY, Ec2Error.NAT_GATEWAY_NOT_FOUND, Ec2Error.NAT_GATEWAY_MALFORMED);
    public static final Noun<NetworkInsightsPath> INSIGHTS_PATH =
            new Noun<>(Ec2Kind.INSIGHTS_PATH, Ec2Error.INSIGHTS_PATH_NOT_FOUND, Ec2Error.INSIGHTS_PATH_NOT_FOUND);
    public static final Noun<NetworkInsightsAnalysis> INSIGHTS_ANALYSIS = new Noun<>(
            Ec2Kind.INSIGHTS_ANALYSIS, Ec2Error.INSIGHTS_ANALYSIS_NOT_FOUND, Ec2Error.INSIGHTS_ANALYSIS_NOT_FOUND);

    public static final Noun<FlowLog> FLOW_LOG =
            new Noun<>(Ec2Kind.FLOW_LOG, Ec2Error.FLOW_LOG_NOT_FOUND, Ec2Error.FLOW_LOG_NOT_FOUND);

    public static final Noun<ManagedPrefixList> PREFIX_LIST =
            new Noun<>(Ec2Kind.PREFIX_LIST, Ec2Error.PREFIX_LIST_NOT_FOUND, Ec2Error.PREFIX_LIST_MALFORMED);

    public static final Noun<DhcpOptions> DHCP_OPTIONS =
            new Noun<>(Ec2Kind.DHCP_OPTIONS, Ec2Error.DHCP_OPTIONS_NOT_FOUND, Ec2Error.DHCP_OPTIONS_MALFORMED);

    public static final Noun<LaunchTemplate> LAUNCH_TEMPLATE =
            new Noun<>(Ec2Kind.LAUNCH_TEMPLATE, Ec2Error.LAUNCH_TEMPLATE_NOT_FOUND, Ec2Error.LAUNCH_TEMPLATE_MALFORMED);

    /** All of them, one for each {@link Ec2Kind}. */
    public static final List<Noun<?>> ALL = List.of(
            VPC,
            SUBNET,
            SUBNET_CIDR_RESERVATION,
            PUBLIC_ACCESS_EXCLUSION,
            INTERNET_GATEWAY,
            EGRESS_GATEWAY,
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

    /** The noun whose ids begin like this one. */
    public static Optional<Noun<?>> ofId(String id) {
        return Ec2Kind.ofId(id)
                .flatMap(kind ->
                        ALL.stream().filter(noun -> noun.kind.equals(kind)).findFirst());
    }

    /** The resource that a required parameter names. */
    public E require(Ec2Call call, @Nullable String id, String parameter) {
        if (id == null || id.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of(parameter);
        }
        return require(call, id);
    }

    public E require(Ec2Call call, String id) {
        checkForm(id);
        return kind.find(call.snapshot(), call.scope(), id).orElseThrow(() -> notFound.of(id));
    }

    /** The resources that a list names; all of the Region when it names none. Forms are checked before existence. */
    public List<E> select(Ec2Call call, List<String> ids) {
        if (ids.isEmpty()) {
            return List.copyOf(call.all(kind.entity()));
        }
        ids.forEach(this::checkForm);
        return ids.stream().distinct().map(id -> require(call, id)).toList();
    }

    public void checkForm(String id) {
        if (!kind.isWellFormed(id)) {
            throw malformed.of(id);
        }
    }
}
