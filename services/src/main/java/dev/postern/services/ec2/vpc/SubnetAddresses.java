package dev.postern.services.ec2.vpc;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Ids;
import dev.postern.services.ec2.call.Ec2Error;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Which private addresses of a subnet are taken. The first four and the last are never given out.
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
        if (free() <= 0) {
            return Optional.empty();
        }
        int start = Integer.parseInt(ids.hex(7), 16) % usable;
        return IntStream.range(0, usable)
                .mapToObj(i -> first().plus((start + i) % usable))
                .filter(ip -> !taken.contains(ip))
                .findFirst();
    }

    /** These addresses with one more taken. */
    public SubnetAddresses with(Ip ip) {
        TreeSet<Ip> more = new TreeSet<>(taken);
        more.add(ip);
        return new SubnetAddresses(subnet, more);
    }

    /** Takes the address that a request asks for. */
    public Ip claim(String text) {
        Ip ip = Ip.find(text)
                .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of("invalid value for parameter address: " + text));
        if (!subnet.cidr().contains(ip)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Address " + text + " does not fall within the subnet's address range");
        }
        if (ip.compareTo(first()) < 0 || ip.equals(subnet.cidr().last())) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Address " + text + " is in subnet's reserved address range");
        }
        if (taken.contains(ip)) {
            throw Ec2Error.PRIVATE_IP_IN_USE.of(text);
        }
        return ip;
    }

    private Ip first() {
        return subnet.cidr().first().plus(RESERVED_FIRST);
    }

    private int usable() {
        return (1 << (32 - subnet.cidr().length())) - RESERVED_FIRST - RESERVED_LAST;
    }
}
