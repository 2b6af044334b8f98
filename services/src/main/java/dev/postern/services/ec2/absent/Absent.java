package dev.postern.services.ec2.absent;

import dev.postern.wire.ApiException;
import dev.postern.wire.ErrorCode;
import java.util.Locale;

/**
 * What cannot exist here yet, by the error that EC2 has for an id which names none. Codes are those of AWS's list; some texts are
 * not published, and follow the form of their neighbours.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html">Error codes for the Amazon EC2 API</a>
 */
enum Absent implements ErrorCode {
    ACCESS_INSTANCE("InvalidVerifiedAccessInstanceId.NotFound", "The Verified Access instance ID '%s' does not exist"),
    ACCESS_PROVIDER(
            "InvalidVerifiedAccessTrustProviderId.NotFound",
            "The Verified Access trust provider ID '%s' does not exist"),
    BUNDLE_TASK("InvalidBundleID.NotFound", "The bundle ID '%s' does not exist"),
    CAPACITY_RESERVATION("InvalidCapacityReservationId.NotFound", "The capacity reservation ID '%s' does not exist"),
    CARRIER_GATEWAY("InvalidCarrierGatewayID.NotFound", "The carrierGateway ID '%s' does not exist"),
    CLIENT_VPN("InvalidClientVpnEndpointId.NotFound", "Endpoint %s does not exist"),
    COIP_POOL("InvalidPoolID.NotFound", "The pool ID '%s' does not exist"),
    CONNECT_ENDPOINT(
            "InvalidInstanceConnectEndpointId.NotFound", "The instance connect endpoint ID '%s' does not exist"),
    CUSTOMER_GATEWAY("InvalidCustomerGatewayID.NotFound", "The customerGateway ID '%s' does not exist"),
    EVENT_WINDOW("InvalidInstanceEventWindowID.NotFound", "The instance event window ID '%s' does not exist"),
    EXPORT_TASK("InvalidExportTaskID.NotFound", "The export task ID '%s' does not exist"),
    FLEET("InvalidFleetId.NotFound", "The fleet ID '%s' does not exist"),
    HOST("InvalidHostID.NotFound", "The host ID '%s' does not exist"),
    HOST_RESERVATION("InvalidHostReservationId.NotFound", "The host reservation ID '%s' does not exist"),
    IMPORT_TASK("InvalidConversionTaskId.NotFound", "The task ID '%s' does not exist"),
    INTERFACE_PERMISSION("InvalidPermissionID.NotFound", "The permission ID '%s' does not exist"),
    IPAM("InvalidIpamId.NotFound", "The ipam ID '%s' does not exist"),
    IPAM_POOL("InvalidIpamPoolId.NotFound", "The ipam pool ID '%s' does not exist"),
    IPAM_SCOPE("InvalidIpamScopeId.NotFound", "The ipam scope ID '%s' does not exist"),
    LOCAL_GATEWAY("InvalidLocalGatewayID.NotFound", "The localGateway ID '%s' does not exist"),
    LOCAL_ROUTE_TABLE("InvalidLocalGatewayRouteTableID.NotFound", "The localGatewayRouteTable ID '%s' does not exist"),
    MIRROR_FILTER("InvalidTrafficMirrorFilterId.NotFound", "The traffic mirror filter ID '%s' does not exist"),
    MIRROR_SESSION("InvalidTrafficMirrorSessionId.NotFound", "The traffic mirror session ID '%s' does not exist"),
    MIRROR_TARGET("InvalidTrafficMirrorTargetId.NotFound", "The traffic mirror target ID '%s' does not exist"),
    PLACEMENT_GROUP("InvalidPlacementGroup.Unknown", "The Placement Group '%s' is unknown."),
    RESERVED_INSTANCES("InvalidReservationID.NotFound", "The reserved instances ID '%s' does not exist"),
    ROUTE_SERVER("InvalidRouteServerId.NotFound", "The route server ID '%s' does not exist"),
    SNAPSHOT("InvalidSnapshot.NotFound", "The snapshot '%s' does not exist."),
    SPOT_FLEET("InvalidSpotFleetRequestId.NotFound", "The spot fleet request ID '%s' does not exist"),
    SPOT_REQUEST("InvalidSpotInstanceRequestID.NotFound", "The spot instance request ID '%s' does not exist"),
    TRANSIT_ATTACHMENT(
            "InvalidTransitGatewayAttachmentID.NotFound",
            "Transit Gateway Attachment %s was deleted or does not exist."),
    TRANSIT_CONNECT_PEER(
            "InvalidTransitGatewayConnectPeerID.NotFound",
            "Transit Gateway Connect Peer %s was deleted or does not exist."),
    TRANSIT_GATEWAY("InvalidTransitGatewayID.NotFound", "Transit Gateway %s was deleted or does not exist."),
    TRANSIT_MULTICAST_DOMAIN(
            "InvalidTransitGatewayMulticastDomainId.NotFound",
            "Transit Gateway Multicast Domain %s was deleted or does not exist."),
    TRANSIT_POLICY_TABLE(
            "InvalidTransitGatewayPolicyTableId.NotFound",
            "Transit Gateway Policy Table %s was deleted or does not exist."),
    TRANSIT_ROUTE_TABLE(
            "InvalidRouteTableID.NotFound", "Transit Gateway Route Table %s was deleted or does not exist."),
    VPN_CONNECTION("InvalidVpnConnectionID.NotFound", "The vpnConnection ID '%s' does not exist"),
    VPN_GATEWAY("InvalidVpnGatewayID.NotFound", "The vpnGateway ID '%s' does not exist");

    private final String code;
    private final String message;

    Absent(String code, String message) {
        this.code = code;
        this.message = message;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int status() {
        return 400;
    }

    ApiException of(String id) {
        return new ApiException(this, String.format(Locale.ROOT, message, id));
    }
}
