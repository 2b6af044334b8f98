package dev.postern.services.ec2.vpc;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Ids;
import dev.postern.services.ec2.call.Ec2Error;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Which private IPv4 addresses of a subnet are taken. The first four and the last are never given out; a subnet of IPv6 only has none.
 *
 * @param taken by interfaces, the ones reserved for AWS not counted
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html">Subnet CIDR blocks</a>
 */
public record SubnetAddresses(Subnet subnet, SortedSet<Ip> taken) {
    private static final int RESERVED_FIRST = 4;
    private static final int RESERVED_LAST = 1;

    public SubnetAddresses {
        taken = Collections.unmodifiableSortedSet(new TreeSet<>(taken));
    }

    public static SubnetAddresses of(Snapshot snapshot, Subnet subnet) {
        TreeSet<Ip> taken = new TreeSet<>();
        for (NetworkInterface eni :
                snapshot.by(Indexes.INTERFACES_BY_SUBNET, subnet.id()).values()) {
            taken.addAll(eni.privateIps());
        }
        return new SubnetAddresses(subnet, taken);
    }

    public int free() {
        return usable() - taken.size();
    }

    /** A free address, at random as on AWS: what is free again is not soon somebody else's. */
    public Optional<Ip> next(Ids ids) {
        int usable = usable();
        if (subnet.cidr().isEmpty() || free() <= 0) {
            return Optional.empty();
        }
        Ip first = first(subnet.cidr().get());
        int start = Integer.parseInt(ids.hex(7), 16) % usable;
        return IntStream.range(0, usable)
                .mapToObj(i -> first.plus((start + i) % usable))
                .filter(ip -> !taken.contains(ip))
                .findFirst();
    }

    /** So many free addresses; empty if there are not enough. */
    public Optional<List<Ip>> next(int count, Ids ids) {
        SubnetAddresses left = this;
        List<Ip> ips = new ArrayList<>();
        while (ips.size() < count) {
            Optional<Ip> next = left.next(ids);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            ips.add(next.get());
            left = left.with(next.get());
        }
        return Optional.of(ips);
    }

    /** These addresses with one more taken. */
    public SubnetAddresses with(Ip ip) {
        return with(List.of(ip));
    }

    /** These addresses with more taken. */
    public SubnetAddresses with(Collection<Ip> ips) {
        TreeSet<Ip> more = new TreeSet<>(taken);
        more.addAll(ips);
        return new SubnetAddresses(subnet, more);
    }

    /** Takes the addresses that a request asks for, in their order. */
    public List<Ip> claim(List<String> texts) {
        SubnetAddresses left = this;
        List<Ip> ips = new ArrayList<>();
        for (String text : texts) {
            ips.add(left.claim(text));
            left = left.with(ips.getLast());
        }
        return ips;
    }

    /** Takes the address that a request asks for. */
    public Ip claim(String text) {
        Ip ip = Ip.find(text)
                .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of("invalid value for parameter address: " + text));
        Cidr block = subnet.cidr().orElseThrow(() -> Ec2Error.IPV4_NOT_IN_SUBNET.of(subnet.id()));
        if (!block.contains(ip)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Address " + text + " does not fall within the subnet's address range");
        }
        if (ip.compareTo(first(block)) < 0 || ip.equals(block.last())) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Address " + text + " is in subnet's reserved address range");
        }
        if (taken.contains(ip)) {
            throw Ec2Error.PRIVATE_IP_IN_USE.of(text);
        }
        return ip;
    }

    private static Ip first(Cidr block) {
        return block.first().plus(RESERVED_FIRST);
    }

    private int usable() {
        return subnet.cidr()
                .map(block -> (1 << (32 - block.length())) - RESERVED_FIRST - RESERVED_LAST)
                .orElse(0);
    }
}
