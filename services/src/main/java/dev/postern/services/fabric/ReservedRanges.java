package dev.postern.services.fabric;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetCidrReservation;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import java.util.List;

/**
 * The reserved ranges of a subnet, of both families.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-cidr-reservation.html">Subnet CIDR reservations</a>
 */
public record Reservations(List<SubnetCidrReservation> all) {
    public Reservations {
        all = List.copyOf(all);
    }

    public static Reservations of(Snapshot snapshot, Subnet subnet) {
        return new Reservations(List.copyOf(
                snapshot.by(Indexes.RESERVATIONS_BY_SUBNET, subnet.id()).values()));
    }

    /** Whether some address of a block is reserved: no such address is chosen for an interface. */
    public boolean hold(Cidr block) {
        return all.stream().anyMatch(one -> one.cidr().overlaps(block));
    }

    /** Where prefixes of a family are chosen before anywhere else. */
    public List<Cidr> forPrefixes(Family family) {
        return all.stream()
                .filter(one -> one.type() == SubnetCidrReservation.Type.PREFIX)
                .map(SubnetCidrReservation::cidr)
                .filter(range -> range.family() == family)
                .toList();
    }
}
