package dev.postern.services.ec2.endpoints;

import dev.postern.services.ec2.call.Ec2Error;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointRequest;

/**
 * Endpoints of Gateway Load Balancers. Routes that users make lead to them.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-load-balancer-endpoints.html">Access virtual appliances through
 *     AWS PrivateLink</a>
 */
final class GatewayLoadBalancerEndpoints {
    private GatewayLoadBalancerEndpoints() {}

    /** What such an endpoint is stays so: only its tags change. */
    static void refuseChanges(ModifyVpcEndpointRequest request) {
        refuse(request.policyDocument() != null || Boolean.TRUE.equals(request.resetPolicy()), "Endpoint policies");
        refuse(
                !request.addRouteTableIds().isEmpty()
                        || !request.removeRouteTableIds().isEmpty(),
                "Route tables");
        refuse(
                !request.addSecurityGroupIds().isEmpty()
                        || !request.removeSecurityGroupIds().isEmpty(),
                "Security groups");
        refuse(Boolean.TRUE.equals(request.privateDnsEnabled()), "Private DNS");
        refuse(request.dnsOptions() != null, "DNS options");
        boolean moved = !request.addSubnetIds().isEmpty()
                || !request.removeSubnetIds().isEmpty()
                || !request.subnetConfigurations().isEmpty();
        if (moved || request.ipAddressType() != null) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "The subnet and the IP address type of a Gateway Load Balancer endpoint cannot be changed.");
        }
    }

    private static void refuse(boolean given, String what) {
        if (given) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(what + " are not supported for Gateway Load Balancer endpoints.");
        }
    }
}
