package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import java.util.List;
import java.util.Optional;

/**
 * A virtual private cloud.
 *
 * @param cidrBlocks the IPv4 and IPv6 blocks; the first is the primary one and never changes
 * @param isDefault whether it is the account's default VPC of the Region
 * @param enableDnsSupport whether the resolver at {@code .2} answers
 * @param enableDnsHostnames whether instances with public addresses get public names
 * @param dhcpOptionsId the DHCP options, or empty for {@code default}
 */
public record Vpc(
        Scope scope,
        VpcId id,
        List<CidrAssociation> cidrBlocks,
        boolean isDefault,
        boolean enableDnsSupport,
        boolean enableDnsHostnames,
        Optional<DhcpOptionsId> dhcpOptionsId,
        Tags tags)
        implements Ec2Resource {
    @Override
    public String key() {
        return id.value();
    }

    public Vpc {
        cidrBlocks = List.copyOf(cidrBlocks);
    }

    /** A block of the VPC, under the id of its association. */
    public record CidrAssociation(VpcCidrAssociationId id, Cidr cidr) {}

    public Cidr primaryCidr() {
        return cidrBlocks.getFirst().cidr();
    }

    /** The address of the VPC's resolver: the base of the primary block plus two. */
    public Ip resolver() {
        return primaryCidr().address().plus(2);
    }

    public Vpc withTags(Tags newTags) {
        return new Vpc(scope, id, cidrBlocks, isDefault, enableDnsSupport, enableDnsHostnames, dhcpOptionsId, newTags);
    }

    public Vpc withCidrBlocks(List<CidrAssociation> blocks) {
        return new Vpc(scope, id, blocks, isDefault, enableDnsSupport, enableDnsHostnames, dhcpOptionsId, tags);
    }

    public Vpc withDns(boolean support, boolean hostnames) {
        return new Vpc(scope, id, cidrBlocks, isDefault, support, hostnames, dhcpOptionsId, tags);
    }
}
