package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An elastic network interface.
 *
 * @param privateIps the private IPv4 addresses, the primary first; none in a subnet that has IPv6 only
 * @param ipv6Ips the IPv6 addresses, in the order in which they came
 * @param primaryIpv6 whether its first IPv6 address is to be its primary one, which it keeps while it is attached
 * @param prefixes the blocks of both families that are delivered to it whole and that its instance gives to whom it likes, in the order
 *     in which they came
 * @param publicIp the public address that was assigned at launch and goes when the instance stops; an Elastic IP
 *     address is not here, but on its {@link Address}
 * @param publicIpAtStart whether each start of the instance brings a new public address
 * @param timeouts what somebody asked for; empty for nothing
 * @param sourceDestCheck whether packets must come from or go to one of its own addresses
 */
public record NetworkInterface(
        Scope scope,
        NetworkInterfaceId id,
        VpcId vpcId,
        SubnetId subnetId,
        Mac mac,
        List<Ip> privateIps,
        List<Ip> ipv6Ips,
        boolean primaryIpv6,
        List<Cidr> prefixes,
        Optional<Ip> publicIp,
        List<SecurityGroupId> groups,
        boolean sourceDestCheck,
        String description,
        Use use,
        boolean publicIpAtStart,
        Optional<ConnectionTimeouts> timeouts,
        Tags tags)
        implements Ec2Resource {
    @Override
    public String key() {
        return id.value();
    }

    public NetworkInterface {
        privateIps = List.copyOf(privateIps);
        ipv6Ips = List.copyOf(ipv6Ips);
        prefixes = List.copyOf(prefixes);
        groups = List.copyOf(groups);
    }

    /** What the interface is for. */
    public sealed interface Use {}

    /** It waits for an instance. */
    public record Free() implements Use {}

    /**
     * It is an instance's: to which instance, as which device.
     *
     * @param deviceIndex 0 for the primary interface
     */
    public record Attachment(
            AttachmentId id, InstanceId instanceId, int deviceIndex, Instant attachedAt, boolean deleteOnTermination)
            implements Use {}

    /** It is a NAT gateway's, made for it and managed by it. */
    public record OfNatGateway(NatGatewayId id, Instant attachedAt) implements Use {}

    /** It is a VPC endpoint's. */
    public record OfEndpoint(VpcEndpointId id, Instant attachedAt) implements Use {}

    /**
     * It is a load balancer's, made for it and managed by it.
     *
     * @param loadBalancer the balancer's key, as {@code net/name/0123456789abcdef}
     */
    public record OfLoadBalancer(String loadBalancer, Instant attachedAt) implements Use {}

    /** Where it is an instance's. */
    public Optional<Attachment> attachment() {
        return switch (use) {
            case Free _, OfNatGateway _, OfEndpoint _, OfLoadBalancer _ -> Optional.empty();
            case Attachment attachment -> Optional.of(attachment);
        };
    }

    /** Whether somebody has it. */
    public boolean inUse() {
        return switch (use) {
            case Free _ -> false;
            case Attachment _, OfNatGateway _, OfEndpoint _, OfLoadBalancer _ -> true;
        };
    }

    /** Whether a service of AWS has made it for itself. */
    public boolean requesterManaged() {
        return switch (use) {
            case Free _, Attachment _ -> false;
            case OfNatGateway _, OfEndpoint _, OfLoadBalancer _ -> true;
        };
    }

    /** The address by which it is known inside the VPC: the primary IPv4 one, or the first of IPv6 where it has none. */
    public Ip primaryIp() {
        return addresses().getFirst();
    }

    /** The primary one of IPv4. */
    public Optional<Ip> primaryIpv4() {
        return privateIps.stream().findFirst();
    }

    /** The primary one of IPv6, if it is to have one. */
    public Optional<Ip> primaryIpv6Ip() {
        return primaryIpv6 ? ipv6Ips.stream().findFirst() : Optional.empty();
    }

    /** Its addresses inside the VPC, of both families: the primary one first. */
    public List<Ip> addresses() {
        return ipv6Ips.isEmpty()
                ? privateIps
                : Stream.concat(privateIps.stream(), ipv6Ips.stream()).toList();
    }

    /** How many of the places for addresses of a family it takes: a prefix takes one. */
    public int places(Family family) {
        return (family == Family.IPV4 ? privateIps : ipv6Ips).size()
                + prefixes(family).size();
    }

    /** Its prefixes of one family. */
    public List<Cidr> prefixes(Family family) {
        return prefixes.stream().filter(prefix -> prefix.family() == family).toList();
    }

    /** What {@link dev.postern.model.Indexes#INTERFACES_BY_GROUP_AND_VPC} finds the members of a group in a VPC by. */
    public static String memberKey(SecurityGroupId group, VpcId vpc) {
        return group + " " + vpc;
    }

    /**
     * How long a prefix of a family is.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-prefix-eni.html">Prefix delegation for network interfaces</a>
     */
    public static int prefixLength(Family family) {
        return switch (family) {
            case IPV4 -> 28;
            case IPV6 -> 80;
        };
    }

    /** The one block that could be the prefix in which an address is. */
    public static Cidr prefixAround(Ip address) {
        return new Cidr(address, prefixLength(address.family()));
    }

    /** An interface without IPv6 addresses and prefixes, whose instance gets no public address when it starts. */
    public NetworkInterface(
            Scope scope,
            NetworkInterfaceId id,
            VpcId vpcId,
            SubnetId subnetId,
            Mac mac,
            List<Ip> privateIps,
            Optional<Ip> publicIp,
            List<SecurityGroupId> groups,
            boolean sourceDestCheck,
            String description,
            Use use,
            Tags tags) {
        this(
                scope,
                id,
                vpcId,
                subnetId,
                mac,
                privateIps,
                List.of(),
                false,
                List.of(),
                publicIp,
                groups,
                sourceDestCheck,
                description,
                use,
                false,
                Optional.empty(),
                tags);
    }

    public NetworkInterface withPrivateIps(List<Ip> addresses) {
        return with(addresses, ipv6Ips, publicIp, groups, sourceDestCheck, description, use, tags);
    }

    public NetworkInterface withIpv6Ips(List<Ip> addresses) {
        return with(privateIps, addresses, publicIp, groups, sourceDestCheck, description, use, tags);
    }

    public NetworkInterface withPublicIp(Optional<Ip> address) {
        return with(privateIps, ipv6Ips, address, groups, sourceDestCheck, description, use, tags);
    }

    public NetworkInterface withGroups(List<SecurityGroupId> newGroups) {
        return with(privateIps, ipv6Ips, publicIp, newGroups, sourceDestCheck, description, use, tags);
    }

    public NetworkInterface withSourceDestCheck(boolean check) {
        return with(privateIps, ipv6Ips, publicIp, groups, check, description, use, tags);
    }

    public NetworkInterface withDescription(String text) {
        return with(privateIps, ipv6Ips, publicIp, groups, sourceDestCheck, text, use, tags);
    }

    /** For another one; whoever is detached has no primary IPv6 address any more. */
    public NetworkInterface withUse(Use newUse) {
        NetworkInterface used = with(privateIps, ipv6Ips, publicIp, groups, sourceDestCheck, description, newUse, tags);
        return newUse instanceof Free && !(use instanceof Free) ? used.withPrimaryIpv6(false) : used;
    }

    public NetworkInterface withTags(Tags newTags) {
        return with(privateIps, ipv6Ips, publicIp, groups, sourceDestCheck, description, use, newTags);
    }

    private NetworkInterface with(
            List<Ip> addresses,
            List<Ip> newIpv6Ips,
            Optional<Ip> newPublicIp,
            List<SecurityGroupId> newGroups,
            boolean check,
            String text,
            Use newUse,
            Tags newTags) {
        return new NetworkInterface(
                scope,
                id,
                vpcId,
                subnetId,
                mac,
                addresses,
                newIpv6Ips,
                primaryIpv6,
                prefixes,
                newPublicIp,
                newGroups,
                check,
                text,
                newUse,
                publicIpAtStart,
                timeouts,
                newTags);
    }

    public NetworkInterface withTimeouts(Optional<ConnectionTimeouts> newTimeouts) {
        return with(primaryIpv6, prefixes, newTimeouts);
    }

    public NetworkInterface withPrimaryIpv6(boolean wanted) {
        return with(wanted, prefixes, timeouts);
    }

    public NetworkInterface withPrefixes(List<Cidr> newPrefixes) {
        return with(primaryIpv6, newPrefixes, timeouts);
    }

    private NetworkInterface with(boolean primary, List<Cidr> newPrefixes, Optional<ConnectionTimeouts> newTimeouts) {
        return new NetworkInterface(
                scope,
                id,
                vpcId,
                subnetId,
                mac,
                privateIps,
                ipv6Ips,
                primary,
                newPrefixes,
                publicIp,
                groups,
                sourceDestCheck,
                description,
                use,
                publicIpAtStart,
                newTimeouts,
                tags);
    }
}
