package dev.postern.services.ec2;

import dev.postern.storage.Cloud;
import java.util.List;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.services.ec2.model.DescribeCapacityReservationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeCapacityReservationsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeCarrierGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeCarrierGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeClientVpnEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeClientVpnEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeCustomerGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeCustomerGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeEgressOnlyInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeEgressOnlyInternetGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeFleetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeFleetsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeFlowLogsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeHostsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeHostsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceConnectEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceConnectEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceEventWindowsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceEventWindowsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeIpamPoolsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeIpamPoolsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeIpamsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeIpamsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplatesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplatesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeLocalGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLocalGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacePermissionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacePermissionsResponse;
import software.amazon.awssdk.services.ec2.model.DescribePlacementGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribePlacementGroupsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeReservedInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeReservedInstancesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRouteServersRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteServersResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupVpcAssociationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupVpcAssociationsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSpotFleetRequestsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSpotFleetRequestsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSpotInstanceRequestsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSpotInstanceRequestsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTrafficMirrorFiltersRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTrafficMirrorFiltersResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTrafficMirrorSessionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTrafficMirrorSessionsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTrafficMirrorTargetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTrafficMirrorTargetsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayAttachmentsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayAttachmentsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayConnectsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayConnectsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayMulticastDomainsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayMulticastDomainsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayPeeringAttachmentsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayPeeringAttachmentsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayVpcAttachmentsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayVpcAttachmentsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointConnectionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointConnectionsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServiceConfigurationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServiceConfigurationsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcPeeringConnectionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcPeeringConnectionsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpnConnectionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpnConnectionsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpnGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpnGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Request;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Descriptions of what cannot exist here yet. They truthfully answer that there is none, whatever the filter, so that tools which
 * make inventories or clean up can go on; an id is not found. Making such a thing answers EC2's error, as before.
 */
abstract class AbsentOperations extends AbstractOperations {
    AbsentOperations(Cloud cloud, Quotas quotas) {
        super(cloud, quotas);
    }

    private <Q extends Ec2Request, R, B extends SdkBuilder<B, R>> R none(Q request, B response) {
        for (SdkField<?> field : ((SdkPojo) response).sdkFields()) {
            if (field.marshallingType().getKnownType() == MarshallingKnownType.LIST) {
                field.set(response, List.of());
            }
        }
        return read(request, (call, asked) -> response.build());
    }

    private <Q extends Ec2Request, R, B extends SdkBuilder<B, R>> R none(
            Q request, B response, List<String> ids, Absent notFound) {
        if (!ids.isEmpty()) {
            throw notFound.of(ids.getFirst());
        }
        return none(request, response);
    }

    @Override
    public DescribeCapacityReservationsResponse describeCapacityReservations(
            DescribeCapacityReservationsRequest request) {
        return none(
                request,
                DescribeCapacityReservationsResponse.builder(),
                request.capacityReservationIds(),
                Absent.CAPACITY_RESERVATION);
    }

    @Override
    public DescribeCarrierGatewaysResponse describeCarrierGateways(DescribeCarrierGatewaysRequest request) {
        return none(
                request,
                DescribeCarrierGatewaysResponse.builder(),
                request.carrierGatewayIds(),
                Absent.CARRIER_GATEWAY);
    }

    @Override
    public DescribeClientVpnEndpointsResponse describeClientVpnEndpoints(DescribeClientVpnEndpointsRequest request) {
        return none(
                request,
                DescribeClientVpnEndpointsResponse.builder(),
                request.clientVpnEndpointIds(),
                Absent.CLIENT_VPN);
    }

    @Override
    public DescribeCustomerGatewaysResponse describeCustomerGateways(DescribeCustomerGatewaysRequest request) {
        return none(
                request,
                DescribeCustomerGatewaysResponse.builder(),
                request.customerGatewayIds(),
                Absent.CUSTOMER_GATEWAY);
    }

    @Override
    public DescribeEgressOnlyInternetGatewaysResponse describeEgressOnlyInternetGateways(
            DescribeEgressOnlyInternetGatewaysRequest request) {
        return none(
                request,
                DescribeEgressOnlyInternetGatewaysResponse.builder(),
                request.egressOnlyInternetGatewayIds(),
                Absent.EGRESS_GATEWAY);
    }

    @Override
    public DescribeFleetsResponse describeFleets(DescribeFleetsRequest request) {
        return none(request, DescribeFleetsResponse.builder(), request.fleetIds(), Absent.FLEET);
    }

    @Override
    public DescribeFlowLogsResponse describeFlowLogs(DescribeFlowLogsRequest request) {
        return none(request, DescribeFlowLogsResponse.builder(), request.flowLogIds(), Absent.FLOW_LOG);
    }

    @Override
    public DescribeHostsResponse describeHosts(DescribeHostsRequest request) {
        return none(request, DescribeHostsResponse.builder(), request.hostIds(), Absent.HOST);
    }

    @Override
    public DescribeInstanceConnectEndpointsResponse describeInstanceConnectEndpoints(
            DescribeInstanceConnectEndpointsRequest request) {
        return none(
                request,
                DescribeInstanceConnectEndpointsResponse.builder(),
                request.instanceConnectEndpointIds(),
                Absent.CONNECT_ENDPOINT);
    }

    @Override
    public DescribeInstanceEventWindowsResponse describeInstanceEventWindows(
            DescribeInstanceEventWindowsRequest request) {
        return none(
                request,
                DescribeInstanceEventWindowsResponse.builder(),
                request.instanceEventWindowIds(),
                Absent.EVENT_WINDOW);
    }

    @Override
    public DescribeIpamPoolsResponse describeIpamPools(DescribeIpamPoolsRequest request) {
        return none(request, DescribeIpamPoolsResponse.builder(), request.ipamPoolIds(), Absent.IPAM_POOL);
    }

    @Override
    public DescribeIpamsResponse describeIpams(DescribeIpamsRequest request) {
        return none(request, DescribeIpamsResponse.builder(), request.ipamIds(), Absent.IPAM);
    }

    @Override
    public DescribeLaunchTemplatesResponse describeLaunchTemplates(DescribeLaunchTemplatesRequest request) {
        return request.launchTemplateIds().isEmpty()
                ? none(
                        request,
                        DescribeLaunchTemplatesResponse.builder(),
                        request.launchTemplateNames(),
                        Absent.LAUNCH_TEMPLATE_NAME)
                : none(
                        request,
                        DescribeLaunchTemplatesResponse.builder(),
                        request.launchTemplateIds(),
                        Absent.LAUNCH_TEMPLATE);
    }

    @Override
    public DescribeLocalGatewaysResponse describeLocalGateways(DescribeLocalGatewaysRequest request) {
        return none(request, DescribeLocalGatewaysResponse.builder(), request.localGatewayIds(), Absent.LOCAL_GATEWAY);
    }

    @Override
    public DescribeNatGatewaysResponse describeNatGateways(DescribeNatGatewaysRequest request) {
        return none(request, DescribeNatGatewaysResponse.builder(), request.natGatewayIds(), Absent.NAT_GATEWAY);
    }

    @Override
    public DescribeNetworkInterfacePermissionsResponse describeNetworkInterfacePermissions(
            DescribeNetworkInterfacePermissionsRequest request) {
        return none(
                request,
                DescribeNetworkInterfacePermissionsResponse.builder(),
                request.networkInterfacePermissionIds(),
                Absent.INTERFACE_PERMISSION);
    }

    @Override
    public DescribePlacementGroupsResponse describePlacementGroups(DescribePlacementGroupsRequest request) {
        return request.groupNames().isEmpty()
                ? none(request, DescribePlacementGroupsResponse.builder(), request.groupIds(), Absent.PLACEMENT_GROUP)
                : none(
                        request,
                        DescribePlacementGroupsResponse.builder(),
                        request.groupNames(),
                        Absent.PLACEMENT_GROUP);
    }

    @Override
    public DescribeReservedInstancesResponse describeReservedInstances(DescribeReservedInstancesRequest request) {
        return none(
                request,
                DescribeReservedInstancesResponse.builder(),
                request.reservedInstancesIds(),
                Absent.RESERVED_INSTANCES);
    }

    @Override
    public DescribeRouteServersResponse describeRouteServers(DescribeRouteServersRequest request) {
        return none(request, DescribeRouteServersResponse.builder(), request.routeServerIds(), Absent.ROUTE_SERVER);
    }

    @Override
    public DescribeSecurityGroupVpcAssociationsResponse describeSecurityGroupVpcAssociations(
            DescribeSecurityGroupVpcAssociationsRequest request) {
        return none(request, DescribeSecurityGroupVpcAssociationsResponse.builder());
    }

    @Override
    public DescribeSnapshotsResponse describeSnapshots(DescribeSnapshotsRequest request) {
        return none(request, DescribeSnapshotsResponse.builder(), request.snapshotIds(), Absent.SNAPSHOT);
    }

    @Override
    public DescribeSpotFleetRequestsResponse describeSpotFleetRequests(DescribeSpotFleetRequestsRequest request) {
        return none(
                request, DescribeSpotFleetRequestsResponse.builder(), request.spotFleetRequestIds(), Absent.SPOT_FLEET);
    }

    @Override
    public DescribeSpotInstanceRequestsResponse describeSpotInstanceRequests(
            DescribeSpotInstanceRequestsRequest request) {
        return none(
                request,
                DescribeSpotInstanceRequestsResponse.builder(),
                request.spotInstanceRequestIds(),
                Absent.SPOT_REQUEST);
    }

    @Override
    public DescribeTrafficMirrorFiltersResponse describeTrafficMirrorFilters(
            DescribeTrafficMirrorFiltersRequest request) {
        return none(
                request,
                DescribeTrafficMirrorFiltersResponse.builder(),
                request.trafficMirrorFilterIds(),
                Absent.MIRROR_FILTER);
    }

    @Override
    public DescribeTrafficMirrorSessionsResponse describeTrafficMirrorSessions(
            DescribeTrafficMirrorSessionsRequest request) {
        return none(
                request,
                DescribeTrafficMirrorSessionsResponse.builder(),
                request.trafficMirrorSessionIds(),
                Absent.MIRROR_SESSION);
    }

    @Override
    public DescribeTrafficMirrorTargetsResponse describeTrafficMirrorTargets(
            DescribeTrafficMirrorTargetsRequest request) {
        return none(
                request,
                DescribeTrafficMirrorTargetsResponse.builder(),
                request.trafficMirrorTargetIds(),
                Absent.MIRROR_TARGET);
    }

    @Override
    public DescribeTransitGatewayAttachmentsResponse describeTransitGatewayAttachments(
            DescribeTransitGatewayAttachmentsRequest request) {
        return none(
                request,
                DescribeTransitGatewayAttachmentsResponse.builder(),
                request.transitGatewayAttachmentIds(),
                Absent.TRANSIT_ATTACHMENT);
    }

    @Override
    public DescribeTransitGatewayConnectsResponse describeTransitGatewayConnects(
            DescribeTransitGatewayConnectsRequest request) {
        return none(
                request,
                DescribeTransitGatewayConnectsResponse.builder(),
                request.transitGatewayAttachmentIds(),
                Absent.TRANSIT_ATTACHMENT);
    }

    @Override
    public DescribeTransitGatewayMulticastDomainsResponse describeTransitGatewayMulticastDomains(
            DescribeTransitGatewayMulticastDomainsRequest request) {
        return none(
                request,
                DescribeTransitGatewayMulticastDomainsResponse.builder(),
                request.transitGatewayMulticastDomainIds(),
                Absent.TRANSIT_MULTICAST_DOMAIN);
    }

    @Override
    public DescribeTransitGatewayPeeringAttachmentsResponse describeTransitGatewayPeeringAttachments(
            DescribeTransitGatewayPeeringAttachmentsRequest request) {
        return none(
                request,
                DescribeTransitGatewayPeeringAttachmentsResponse.builder(),
                request.transitGatewayAttachmentIds(),
                Absent.TRANSIT_ATTACHMENT);
    }

    @Override
    public DescribeTransitGatewayRouteTablesResponse describeTransitGatewayRouteTables(
            DescribeTransitGatewayRouteTablesRequest request) {
        return none(
                request,
                DescribeTransitGatewayRouteTablesResponse.builder(),
                request.transitGatewayRouteTableIds(),
                Absent.TRANSIT_ROUTE_TABLE);
    }

    @Override
    public DescribeTransitGatewayVpcAttachmentsResponse describeTransitGatewayVpcAttachments(
            DescribeTransitGatewayVpcAttachmentsRequest request) {
        return none(
                request,
                DescribeTransitGatewayVpcAttachmentsResponse.builder(),
                request.transitGatewayAttachmentIds(),
                Absent.TRANSIT_ATTACHMENT);
    }

    @Override
    public DescribeTransitGatewaysResponse describeTransitGateways(DescribeTransitGatewaysRequest request) {
        return none(
                request,
                DescribeTransitGatewaysResponse.builder(),
                request.transitGatewayIds(),
                Absent.TRANSIT_GATEWAY);
    }

    @Override
    public DescribeVpcEndpointConnectionsResponse describeVpcEndpointConnections(
            DescribeVpcEndpointConnectionsRequest request) {
        return none(request, DescribeVpcEndpointConnectionsResponse.builder());
    }

    @Override
    public DescribeVpcEndpointServiceConfigurationsResponse describeVpcEndpointServiceConfigurations(
            DescribeVpcEndpointServiceConfigurationsRequest request) {
        return none(
                request,
                DescribeVpcEndpointServiceConfigurationsResponse.builder(),
                request.serviceIds(),
                Absent.ENDPOINT_SERVICE);
    }

    @Override
    public DescribeVpcPeeringConnectionsResponse describeVpcPeeringConnections(
            DescribeVpcPeeringConnectionsRequest request) {
        return none(
                request,
                DescribeVpcPeeringConnectionsResponse.builder(),
                request.vpcPeeringConnectionIds(),
                Absent.PEERING);
    }

    @Override
    public DescribeVpnConnectionsResponse describeVpnConnections(DescribeVpnConnectionsRequest request) {
        return none(
                request, DescribeVpnConnectionsResponse.builder(), request.vpnConnectionIds(), Absent.VPN_CONNECTION);
    }

    @Override
    public DescribeVpnGatewaysResponse describeVpnGateways(DescribeVpnGatewaysRequest request) {
        return none(request, DescribeVpnGatewaysResponse.builder(), request.vpnGatewayIds(), Absent.VPN_GATEWAY);
    }
}
