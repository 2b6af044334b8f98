package dev.postern.services.fabric;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetCidrReservation;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Ids;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The reserved ranges of a subnet, of both families.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-cidr-reservation.html">Subnet CIDR reservations</a>
 */
public record ReservedRanges(List<SubnetCidrReservation> all) {
    /** Of the number of prefixes in a block: a subnet's has no more of either family. */
    private static final int PREFIX_BITS_MAX = 16;

    public ReservedRanges {
        all = List.copyOf(all);
    }

    public static ReservedRanges of(Snapshot snapshot, Subnet subnet) {
        return new ReservedRanges(List.copyOf(
                snapshot.by(Indexes.CIDR_RESERVATIONS_BY_SUBNET, subnet.id()).values()));
    }

    /** Whether some address of a block is reserved: no such address is chosen for an interface. */
    public boolean hold(Cidr block) {
        return all.stream().anyMatch(one -> one.cidr().overlaps(block));
    }

    /** Those of one family. */
    public List<SubnetCidrReservation> of(Family family) {
        return all.stream().filter(one -> one.cidr().family() == family).toList();
    }

    /**
     * All prefixes that may be chosen of the subnet's block of a family, in the order in which they are: those of the ranges for prefixes,
     * then what is not reserved, each beginning at random.
     */
    public Stream<Cidr> prefixes(Cidr block, Ids ids) {
        List<Cidr> ranges = new ArrayList<>(of(block.family()).stream()
                .filter(one -> one.type() == SubnetCidrReservation.Type.PREFIX)
                .map(SubnetCidrReservation::cidr)
                .toList());
        Collections.rotate(ranges, Integer.parseInt(ids.hex(7), 16));
        return Stream.concat(
                ranges.stream().flatMap(range -> within(range, ids)),
                within(block, ids).filter(prefix -> !hold(prefix)));
    }

    private static Stream<Cidr> within(Cidr range, Ids ids) {
        Family family = range.family();
        int length = NetworkInterface.prefixLength(family);
        int number = 1 << Math.min(length - range.length(), PREFIX_BITS_MAX);
        int start = Integer.parseInt(ids.hex(7), 16) % number;
        Ip first = range.first();
        return IntStream.range(0, number)
                .mapToObj(i -> (long) (start + i) % number << (family.bits() - length))
                .map(offset -> new Cidr(new Ip(family, first.high(), first.low() + offset), length));
    }
}
