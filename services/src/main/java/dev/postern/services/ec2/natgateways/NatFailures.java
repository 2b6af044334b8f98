package dev.postern.services.ec2.natgateways;

import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;

/**
 * Why a NAT gateway cannot be made, as it says itself.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html">NAT gateway creation fails</a>
 */
final class NatFailures {
    private NatFailures() {}

    static NatGateway.Failure noFreeAddresses(SubnetId subnet) {
        return new NatGateway.Failure(
                "InsufficientFreeAddressesInSubnet",
                "Subnet " + subnet + " has insufficient free addresses to create this NAT gateway");
    }

    static NatGateway.Failure noGateway(VpcId vpc) {
        return new NatGateway.Failure("Gateway.NotAttached", "Network " + vpc + " has no Internet gateway attached");
    }

    static NatGateway.Failure noAddress(String allocation) {
        return new NatGateway.Failure(
                "InvalidAllocationID.NotFound",
                "Elastic IP address " + allocation + " could not be associated with this NAT gateway");
    }

    static NatGateway.Failure addressTaken(String allocation) {
        return new NatGateway.Failure(
                "Resource.AlreadyAssociated", "Elastic IP address " + allocation + " is already associated");
    }
}
