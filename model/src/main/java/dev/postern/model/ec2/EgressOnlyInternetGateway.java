package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;

/**
 * An egress-only internet gateway: it lets IPv6 connections out of its VPC, and what answers them in.
 *
 * @param vpcId the VPC that it was made for; it never has another one
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html">Egress-only internet gateways</a>
 */
public record EgressOnlyInternetGateway(Scope scope, EgressOnlyInternetGatewayId id, VpcId vpcId, Tags tags)
        implements Ec2Resource {
    @Override
    public String key() {
        return id.value();
    }

    public EgressOnlyInternetGateway withTags(Tags newTags) {
        return new EgressOnlyInternetGateway(scope, id, vpcId, newTags);
    }
}
