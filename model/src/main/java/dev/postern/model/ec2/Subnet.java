package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import java.util.Optional;

/**
 * A subnet: a block of its VPC's addresses in one Availability Zone. The first four addresses and the last are AWS's.
 *
 * @param cidr its IPv4 block; none where it has IPv6 only
 * @param ipv6 its IPv6 block, a /64 of one of the VPC's
 * @param availabilityZone the zone's name, as {@code us-east-1a}
 * @param availabilityZoneId the zone's id, as {@code use1-az1}
 * @param assignIpv6AddressOnCreation whether a new interface gets an IPv6 address unasked
 * @param namesOnLaunch which names a new instance gets where its launch says nothing of them
 * @param dns64 whether its resolver answers with IPv6 addresses for names that have IPv4 ones only ({@link dev.postern.model.net.Nat64})
 */
public record Subnet(
        Scope scope,
        SubnetId id,
        VpcId vpcId,
        Optional<Cidr> cidr,
        Optional<Ipv6Block> ipv6,
        String availabilityZone,
        String availabilityZoneId,
        boolean defaultForAz,
        boolean mapPublicIpOnLaunch,
        boolean assignIpv6AddressOnCreation,
        PrivateNames namesOnLaunch,
        boolean dns64,
        Tags tags)
        implements Ec2Resource {
    @Override
    public String key() {
        return id.value();
    }

    /** A subnet's IPv6 block, under the id of its association. */
    public record Ipv6Block(SubnetCidrAssociationId id, Cidr cidr) {}

    /** The IPv6 block itself. */
    public Optional<Cidr> ipv6Cidr() {
        return ipv6.map(Ipv6Block::cidr);
    }

    /** Whether it has IPv6 only. */
    public boolean ipv6Native() {
        return cidr.isEmpty();
    }

    /** The router's IPv4 address, the gateway of every instance in the subnet: the base plus one. */
    public Optional<Ip> router() {
        return cidr.map(block -> block.address().plus(1));
    }

    public Subnet withTags(Tags newTags) {
        return new Subnet(
                scope,
                id,
                vpcId,
                cidr,
                ipv6,
                availabilityZone,
                availabilityZoneId,
                defaultForAz,
                mapPublicIpOnLaunch,
                assignIpv6AddressOnCreation,
                namesOnLaunch,
                dns64,
                newTags);
    }

    public Subnet withMapPublicIpOnLaunch(boolean map) {
        return new Subnet(
                scope,
                id,
                vpcId,
                cidr,
                ipv6,
                availabilityZone,
                availabilityZoneId,
                defaultForAz,
                map,
                assignIpv6AddressOnCreation,
                namesOnLaunch,
                dns64,
                tags);
    }

    /**
     * With another IPv6 block, or none.
     *
     * @param assign whether each new interface gets an address of it
     */
    public Subnet withIpv6(Optional<Ipv6Block> block, boolean assign) {
        return new Subnet(
                scope,
                id,
                vpcId,
                cidr,
                block,
                availabilityZone,
                availabilityZoneId,
                defaultForAz,
                mapPublicIpOnLaunch,
                assign,
                namesOnLaunch,
                dns64,
                tags);
    }

    public Subnet withNamesOnLaunch(PrivateNames names) {
        return new Subnet(
                scope,
                id,
                vpcId,
                cidr,
                ipv6,
                availabilityZone,
                availabilityZoneId,
                defaultForAz,
                mapPublicIpOnLaunch,
                assignIpv6AddressOnCreation,
                names,
                dns64,
                tags);
    }

    public Subnet withDns64(boolean synthesize) {
        return new Subnet(
                scope,
                id,
                vpcId,
                cidr,
                ipv6,
                availabilityZone,
                availabilityZoneId,
                defaultForAz,
                mapPublicIpOnLaunch,
                assignIpv6AddressOnCreation,
                namesOnLaunch,
                synthesize,
                tags);
    }
}
