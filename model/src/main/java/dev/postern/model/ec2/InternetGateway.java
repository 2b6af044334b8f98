package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.util.Optional;

/**
 * An internet gateway.
 *
 * @param vpcId the VPC that it is attached to, if any
 */
public record InternetGateway(Scope scope, InternetGatewayId id, Optional<VpcId> vpcId, Tags tags)
        implements Ec2Resource {
    @Override
    public String key() {
        return id.value();
    }

    public InternetGateway withTags(Tags newTags) {
        return new InternetGateway(scope, id, vpcId, newTags);
    }

    public InternetGateway withVpc(Optional<VpcId> newVpcId) {
        return new InternetGateway(scope, id, newVpcId, tags);
    }
}
