package dev.postern.network;

import dev.postern.model.ec2.EgressOnlyInternetGatewayId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import java.util.List;

/**
 * An egress-only internet gateway: IPv6 connections go out, what answers them comes in, and nothing else.
 *
 * @param blocks the VPC's IPv6 blocks; all other sources end here
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html">Egress-only internet gateways</a>
 */
public record EgressPort(EgressOnlyInternetGatewayId id, List<Cidr> blocks) implements EdgePort {
    public EgressPort {
        blocks = List.copyOf(blocks);
    }

    /** Anybody on the internet may answer. */
    @Override
    public boolean believes(Ip source) {
        return true;
    }
}
