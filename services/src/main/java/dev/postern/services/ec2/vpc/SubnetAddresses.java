package dev.postern.services.ec2.vpc;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Ids;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.fabric.FreeAddresses;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The free IPv4 addresses of a subnet, as requests to EC2 take them. A subnet of IPv6 only has none.
 *
 * @param left what nobody has
 */
public record SubnetAddresses(FreeAddresses left) {
    public static SubnetAddresses of(Snapshot snapshot, Subnet subnet) {
        return new SubnetAddresses(FreeAddresses.of(snapshot, subnet));
    }

    public Subnet subnet() {
        return left.subnet();
    }

    /** These addresses with more taken. */
    public SubnetAddresses with(Collection<Ip> ips) {
        return new SubnetAddresses(left.with(ips));
    }

    /** These addresses with those of blocks taken, as far as they are this subnet's; a block is an address or a prefix. */
    public SubnetAddresses withBlocks(Collection<Cidr> blocks) {
        return new SubnetAddresses(left.withBlocks(blocks));
    }

    /** Takes the addresses that a request asks for, in their order. */
    public List<Ip> claim(List<String> texts) {
        SubnetAddresses rest = this;
        List<Ip> ips = new ArrayList<>();
        for (String text : texts) {
            ips.add(rest.claim(text));
            rest = rest.with(List.of(ips.getLast()));
        }
        return ips;
    }

    /** Takes the address that a request asks for. */
    public Ip claim(String text) {
        Ip ip = Ip.find(text)
                .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of("invalid value for parameter address: " + text));
        Cidr block = block();
        if (!block.contains(ip)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Address " + text + " does not fall within the subnet's address range");
        }
        if (FreeAddresses.isReserved(block, ip)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Address " + text + " is in subnet's reserved address range");
        }
        if (left.taken().contains(ip)) {
            throw Ec2Error.PRIVATE_IP_IN_USE.of(text);
        }
        return ip;
    }

    /** A block of free addresses that can be a prefix, at random: of what is reserved for prefixes if there is one. */
    public Optional<Cidr> nextPrefix(Ids ids) {
        Cidr block = block();
        return left.reservations()
                .prefixes(block, ids)
                .filter(prefix -> !isReserved(block, prefix) && isFree(prefix))
                .findFirst();
    }

    /** Takes the prefix that a request asks for. */
    public Cidr claimPrefix(String text) {
        Cidr prefix = prefix(block(), text);
        if (!isFree(prefix)) {
            throw Ec2Error.PRIVATE_IP_IN_USE.of(text);
        }
        return prefix;
    }

    private Cidr block() {
        return subnet().cidr().orElseThrow(() -> Ec2Error.IPV4_NOT_IN_SUBNET.of(subnet().id()));
    }

    private boolean isFree(Cidr prefix) {
        return left.taken().subSet(prefix.first(), prefix.last().plus(1)).isEmpty();
    }

    /** Reads a prefix of a subnet's block that a request names. */
    public static Cidr prefix(Cidr block, String text) {
        Cidr prefix = Cidr.find(text)
                .filter(found -> found.family() == block.family()
                        && found.length() == NetworkInterface.prefixLength(block.family())
                        && found.first()
                                .equals(Ip.find(text.substring(0, text.indexOf('/')))
                                        .orElseThrow()))
                .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of("invalid value for parameter prefix: " + text));
        if (!block.contains(prefix)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Prefix " + text + " does not fall within the subnet's address range");
        }
        if (isReserved(block, prefix)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Prefix " + text + " is in subnet's reserved address range");
        }
        return prefix;
    }

    /** Whether some address of a prefix is one of those that AWS keeps. */
    public static boolean isReserved(Cidr block, Cidr prefix) {
        return prefix.contains(block.first()) || prefix.contains(block.last());
    }
}
