package dev.postern.services.ec2.absent;

import software.amazon.awssdk.services.ec2.model.DescribeByoipCidrsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeByoipCidrsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeCarrierGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeCarrierGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeClientVpnEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeClientVpnEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeCoipPoolsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeCoipPoolsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeCustomerGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeCustomerGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceConnectEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceConnectEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeIpamPoolsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeIpamPoolsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeIpamScopesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeIpamScopesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeIpamsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeIpamsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeLocalGatewayRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLocalGatewayRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeLocalGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLocalGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacePermissionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacePermissionsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRouteServersRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteServersResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTrafficMirrorFiltersRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTrafficMirrorFiltersResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTrafficMirrorSessionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTrafficMirrorSessionsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTrafficMirrorTargetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTrafficMirrorTargetsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayAttachmentsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayAttachmentsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayConnectPeersRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayConnectPeersResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayConnectsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayConnectsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayMulticastDomainsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayMulticastDomainsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayPeeringAttachmentsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayPeeringAttachmentsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayPolicyTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayPolicyTablesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayVpcAttachmentsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayVpcAttachmentsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVerifiedAccessInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVerifiedAccessInstancesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVerifiedAccessTrustProvidersRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVerifiedAccessTrustProvidersResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpnConnectionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpnConnectionsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpnGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpnGatewaysResponse;

/** Descriptions of what networks may have on AWS and cannot have here yet. */
public interface AbsentNetworkOperations extends AbsentNouns {
    @Override
    default DescribeByoipCidrsResponse describeByoipCidrs(DescribeByoipCidrsRequest request) {
        return none(request, DescribeByoipCidrsResponse.builder());
    }

    @Override
    default DescribeCarrierGatewaysResponse describeCarrierGateways(DescribeCarrierGatewaysRequest request) {
        return none(
                request,
                DescribeCarrierGatewaysResponse.builder(),
                request.carrierGatewayIds(),
                Absent.CARRIER_GATEWAY);
    }

    @Override
    default DescribeClientVpnEndpointsResponse describeClientVpnEndpoints(DescribeClientVpnEndpointsRequest request) {
        return none(
                request,
                DescribeClientVpnEndpointsResponse.builder(),
                request.clientVpnEndpointIds(),
                Absent.CLIENT_VPN);
    }

    @Override
    default DescribeCoipPoolsResponse describeCoipPools(DescribeCoipPoolsRequest request) {
        return none(request, DescribeCoipPoolsResponse.builder(), request.poolIds(), Absent.COIP_POOL);
    }

    @Override
    default DescribeCustomerGatewaysResponse describeCustomerGateways(DescribeCustomerGatewaysRequest request) {
        return none(
                request,
                DescribeCustomerGatewaysResponse.builder(),
                request.customerGatewayIds(),
                Absent.CUSTOMER_GATEWAY);
    }

    @Override
    default DescribeInstanceConnectEndpointsResponse describeInstanceConnectEndpoints(
            DescribeInstanceConnectEndpointsRequest request) {
        return none(
                request,
                DescribeInstanceConnectEndpointsResponse.builder(),
                request.instanceConnectEndpointIds(),
                Absent.CONNECT_ENDPOINT);
    }

    @Override
    default DescribeIpamPoolsResponse describeIpamPools(DescribeIpamPoolsRequest request) {
        return none(request, DescribeIpamPoolsResponse.builder(), request.ipamPoolIds(), Absent.IPAM_POOL);
    }

    @Override
    default DescribeIpamScopesResponse describeIpamScopes(DescribeIpamScopesRequest request) {
        return none(request, DescribeIpamScopesResponse.builder(), request.ipamScopeIds(), Absent.IPAM_SCOPE);
    }

    @Override
    default DescribeIpamsResponse describeIpams(DescribeIpamsRequest request) {
        return none(request, DescribeIpamsResponse.builder(), request.ipamIds(), Absent.IPAM);
    }

    @Override
    default DescribeLocalGatewayRouteTablesResponse describeLocalGatewayRouteTables(
            DescribeLocalGatewayRouteTablesRequest request) {
        return none(
                request,
                DescribeLocalGatewayRouteTablesResponse.builder(),
                request.localGatewayRouteTableIds(),
                Absent.LOCAL_ROUTE_TABLE);
    }

    @Override
    default DescribeLocalGatewaysResponse describeLocalGateways(DescribeLocalGatewaysRequest request) {
        return none(request, DescribeLocalGatewaysResponse.builder(), request.localGatewayIds(), Absent.LOCAL_GATEWAY);
    }

    @Override
    default DescribeNetworkInterfacePermissionsResponse describeNetworkInterfacePermissions(
            DescribeNetworkInterfacePermissionsRequest request) {
        return none(
                request,
                DescribeNetworkInterfacePermissionsResponse.builder(),
                request.networkInterfacePermissionIds(),
                Absent.INTERFACE_PERMISSION);
    }

    @Override
    default DescribeRouteServersResponse describeRouteServers(DescribeRouteServersRequest request) {
        return none(request, DescribeRouteServersResponse.builder(), request.routeServerIds(), Absent.ROUTE_SERVER);
    }

    @Override
    default DescribeTrafficMirrorFiltersResponse describeTrafficMirrorFilters(
            DescribeTrafficMirrorFiltersRequest request) {
        return none(
                request,
                DescribeTrafficMirrorFiltersResponse.builder(),
                request.trafficMirrorFilterIds(),
                Absent.MIRROR_FILTER);
    }

    @Override
    default DescribeTrafficMirrorSessionsResponse describeTrafficMirrorSessions(
            DescribeTrafficMirrorSessionsRequest request) {
        return none(
                request,
                DescribeTrafficMirrorSessionsResponse.builder(),
                request.trafficMirrorSessionIds(),
                Absent.MIRROR_SESSION);
    }

    @Override
    default DescribeTrafficMirrorTargetsResponse describeTrafficMirrorTargets(
            DescribeTrafficMirrorTargetsRequest request) {
        return none(
                request,
                DescribeTrafficMirrorTargetsResponse.builder(),
                request.trafficMirrorTargetIds(),
                Absent.MIRROR_TARGET);
    }

    @Override
    default DescribeTransitGatewayAttachmentsResponse describeTransitGatewayAttachments(
            DescribeTransitGatewayAttachmentsRequest request) {
        return none(
                request,
                DescribeTransitGatewayAttachmentsResponse.builder(),
                request.transitGatewayAttachmentIds(),
                Absent.TRANSIT_ATTACHMENT);
    }

    @Override
    default DescribeTransitGatewayConnectPeersResponse describeTransitGatewayConnectPeers(
            DescribeTransitGatewayConnectPeersRequest request) {
        return none(
                request,
                DescribeTransitGatewayConnectPeersResponse.builder(),
                request.transitGatewayConnectPeerIds(),
                Absent.TRANSIT_CONNECT_PEER);
    }

    @Override
    default DescribeTransitGatewayConnectsResponse describeTransitGatewayConnects(
            DescribeTransitGatewayConnectsRequest request) {
        return none(
                request,
                DescribeTransitGatewayConnectsResponse.builder(),
                request.transitGatewayAttachmentIds(),
                Absent.TRANSIT_ATTACHMENT);
    }

    @Override
    default DescribeTransitGatewayMulticastDomainsResponse describeTransitGatewayMulticastDomains(
            DescribeTransitGatewayMulticastDomainsRequest request) {
        return none(
                request,
                DescribeTransitGatewayMulticastDomainsResponse.builder(),
                request.transitGatewayMulticastDomainIds(),
                Absent.TRANSIT_MULTICAST_DOMAIN);
    }

    @Override
    default DescribeTransitGatewayPeeringAttachmentsResponse describeTransitGatewayPeeringAttachments(
            DescribeTransitGatewayPeeringAttachmentsRequest request) {
        return none(
                request,
                DescribeTransitGatewayPeeringAttachmentsResponse.builder(),
                request.transitGatewayAttachmentIds(),
                Absent.TRANSIT_ATTACHMENT);
    }

    @Override
    default DescribeTransitGatewayPolicyTablesResponse describeTransitGatewayPolicyTables(
            DescribeTransitGatewayPolicyTablesRequest request) {
        return none(
                request,
                DescribeTransitGatewayPolicyTablesResponse.builder(),
                request.transitGatewayPolicyTableIds(),
                Absent.TRANSIT_POLICY_TABLE);
    }

    @Override
    default DescribeTransitGatewayRouteTablesResponse describeTransitGatewayRouteTables(
            DescribeTransitGatewayRouteTablesRequest request) {
        return none(
                request,
                DescribeTransitGatewayRouteTablesResponse.builder(),
                request.transitGatewayRouteTableIds(),
                Absent.TRANSIT_ROUTE_TABLE);
    }

    @Override
    default DescribeTransitGatewayVpcAttachmentsResponse describeTransitGatewayVpcAttachments(
            DescribeTransitGatewayVpcAttachmentsRequest request) {
        return none(
                request,
                DescribeTransitGatewayVpcAttachmentsResponse.builder(),
                request.transitGatewayAttachmentIds(),
                Absent.TRANSIT_ATTACHMENT);
    }

    @Override
    default DescribeTransitGatewaysResponse describeTransitGateways(DescribeTransitGatewaysRequest request) {
        return none(
                request,
                DescribeTransitGatewaysResponse.builder(),
                request.transitGatewayIds(),
                Absent.TRANSIT_GATEWAY);
    }

    @Override
    default DescribeVerifiedAccessInstancesResponse describeVerifiedAccessInstances(
            DescribeVerifiedAccessInstancesRequest request) {
        return none(
                request,
                DescribeVerifiedAccessInstancesResponse.builder(),
                request.verifiedAccessInstanceIds(),
                Absent.ACCESS_INSTANCE);
    }

    @Override
    default DescribeVerifiedAccessTrustProvidersResponse describeVerifiedAccessTrustProviders(
            DescribeVerifiedAccessTrustProvidersRequest request) {
        return none(
                request,
                DescribeVerifiedAccessTrustProvidersResponse.builder(),
                request.verifiedAccessTrustProviderIds(),
                Absent.ACCESS_PROVIDER);
    }

    @Override
    default DescribeVpnConnectionsResponse describeVpnConnections(DescribeVpnConnectionsRequest request) {
        return none(
                request, DescribeVpnConnectionsResponse.builder(), request.vpnConnectionIds(), Absent.VPN_CONNECTION);
    }

    @Override
    default DescribeVpnGatewaysResponse describeVpnGateways(DescribeVpnGatewaysRequest request) {
        return none(request, DescribeVpnGatewaysResponse.builder(), request.vpnGatewayIds(), Absent.VPN_GATEWAY);
    }
}
