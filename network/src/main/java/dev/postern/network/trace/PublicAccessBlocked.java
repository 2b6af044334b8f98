package dev.postern.network.trace;

import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcBlockPublicAccessOptions.Mode;

/**
 * VPC Block Public Access.
 *
 * @param blocked what it blocks of the subnet's traffic
 * @param outbound else what comes from the internet
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html">Block public access to VPCs and subnets</a>
 */
public record PublicAccessBlocked(SubnetId subnet, Mode blocked, boolean outbound) implements Rule {
    @Override
    public String text() {
        return blocked.wireName() + " holds for " + subnet + ": nothing "
                + (outbound ? "leaves it for" : "comes to it from") + " the internet"
                + (blocked == Mode.BLOCK_INGRESS ? " but by NAT gateways and egress-only internet gateways" : "");
    }
}
