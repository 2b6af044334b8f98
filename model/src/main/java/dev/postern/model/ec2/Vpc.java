package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.util.List;

/**
 * A virtual private cloud.
 *
 * @param cidrBlocks the IPv4 and IPv6 blocks; the first is the primary one and never changes
 * @param isDefault whether it is the account's default VPC of the Region
 * @param enableDnsSupport whether the resolver at {@code .2} answers
 * @param enableDnsHostnames whether instances with public addresses get public names
 * @param usageMetrics whether somebody asked for metrics of network address usage, which nobody here measures
 * @param dhcp what its instances are told at their start
 */
public record Vpc(
        Scope scope,
        VpcId id,
        List<CidrAssociation> cidrBlocks,
        boolean isDefault,
        boolean enableDnsSupport,
        boolean enableDnsHostnames,
        boolean usageMetrics,
        Dhcp dhcp,
        Tags tags)
        implements Ec2Resource {
    @Override
    public String key() {
        return id.value();
    }

    public Vpc {
        cidrBlocks = List.copyOf(cidrBlocks);
    }

    /** A VPC whose network address usage nobody asked for. */
    public Vpc(
            Scope scope,
            VpcId id,
            List<CidrAssociation> cidrBlocks,
            boolean isDefault,
            boolean enableDnsSupport,
            boolean enableDnsHostnames,
            Dhcp dhcp,
            Tags tags) {
        this(scope, id, cidrBlocks, isDefault, enableDnsSupport, enableDnsHostnames, false, dhcp, tags);
    }

    /** A block of the VPC, under the id of its association. */
    public record CidrAssociation(VpcCidrAssociationId id, Cidr cidr) {}

    /** Which DHCP options a VPC has. */
    public sealed interface Dhcp {}

    /** The set that every account has in a Region: Amazon's resolver and the Region's private domain. */
    public record RegionOptions() implements Dhcp {}

    /** None at all, which EC2 calls {@code default}. */
    public record NoOptions() implements Dhcp {}

    /** A set that the account made. */
    public record OwnOptions(DhcpOptionsId id) implements Dhcp {}

    public Cidr primaryCidr() {
        return cidrBlocks.getFirst().cidr();
    }

    /** Its blocks of one family. */
    public List<CidrAssociation> blocks(Family family) {
        return cidrBlocks.stream()
                .filter(block -> block.cidr().family() == family)
                .toList();
    }

    /** Whether one of its blocks has an address in common with a block. */
    public boolean overlaps(Cidr block) {
        return cidrBlocks.stream().anyMatch(own -> own.cidr().overlaps(block));
    }

    /** The address of the VPC's resolver: the base of the primary block plus two. */
    public Ip resolver() {
        return primaryCidr().address().plus(2);
    }

    public Vpc withTags(Tags newTags) {
        return new Vpc(
                scope, id, cidrBlocks, isDefault, enableDnsSupport, enableDnsHostnames, usageMetrics, dhcp, newTags);
    }

    public Vpc withCidrBlocks(List<CidrAssociation> blocks) {
        return new Vpc(scope, id, blocks, isDefault, enableDnsSupport, enableDnsHostnames, usageMetrics, dhcp, tags);
    }

    public Vpc withDns(boolean support, boolean hostnames) {
        return new Vpc(scope, id, cidrBlocks, isDefault, support, hostnames, usageMetrics, dhcp, tags);
    }

    public Vpc withDhcp(Dhcp newDhcp) {
        return new Vpc(
                scope, id, cidrBlocks, isDefault, enableDnsSupport, enableDnsHostnames, usageMetrics, newDhcp, tags);
    }

    public Vpc withUsageMetrics(boolean wanted) {
        return new Vpc(scope, id, cidrBlocks, isDefault, enableDnsSupport, enableDnsHostnames, wanted, dhcp, tags);
    }
}
