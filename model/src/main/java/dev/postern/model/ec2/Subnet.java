package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import java.util.Optional;

/**
 * A subnet: a block of its VPC's addresses in one Availability Zone. The first four addresses and the last are AWS's.
 *
 * @param availabilityZone the zone's name, as {@code us-east-1a}
 * @param availabilityZoneId the zone's id, as {@code use1-az1}
 */
public record Subnet(
        Scope scope,
        SubnetId id,
        VpcId vpcId,
        Cidr cidr,
        Optional<Cidr> ipv6Cidr,
        String availabilityZone,
        String availabilityZoneId,
        boolean defaultForAz,
        boolean mapPublicIpOnLaunch,
        Tags tags)
        implements Ec2Resource {
    @Override
    public String key() {
        return id.value();
    }

    /** The router's address, the gateway of every instance in the subnet: the base plus one. */
    public Ip router() {
        return cidr.address().plus(1);
    }

    public Subnet withTags(Tags newTags) {
        return new Subnet(
                scope,
                id,
                vpcId,
                cidr,
                ipv6Cidr,
                availabilityZone,
                availabilityZoneId,
                defaultForAz,
                mapPublicIpOnLaunch,
                newTags);
    }

    public Subnet withMapPublicIpOnLaunch(boolean map) {
        return new Subnet(
                scope, id, vpcId, cidr, ipv6Cidr, availabilityZone, availabilityZoneId, defaultForAz, map, tags);
    }
}
