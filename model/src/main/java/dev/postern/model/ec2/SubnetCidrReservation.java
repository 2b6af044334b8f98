package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.net.Cidr;
import java.util.Optional;

/**
 * A range of a subnet's addresses of which AWS chooses none for an interface.
 *
 * @param cidr within the subnet's block of its family, and overlapping no other reservation
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-cidr-reservation.html">Subnet CIDR reservations</a>
 */
public record SubnetCidrReservation(
        Scope scope,
        SubnetCidrReservationId id,
        SubnetId subnetId,
        Cidr cidr,
        Type type,
        Optional<String> description,
        Tags tags)
        implements Ec2Resource {
    /** What it is reserved for. */
    public enum Type {
        /** Prefixes of interfaces, which AWS chooses here first. */
        PREFIX,
        /** Addresses that requests name. */
        EXPLICIT
    }

    @Override
    public String key() {
        return id.value();
    }

    public SubnetCidrReservation withTags(Tags newTags) {
        return new SubnetCidrReservation(scope, id, subnetId, cidr, type, description, newTags);
    }
}
