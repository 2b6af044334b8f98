package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.net.Ip;
import java.util.Optional;

/** An Elastic IP address: a public address that stays the account's until it is released. */
public record Address(Scope scope, AllocationId id, Ip publicIp, Optional<Association> association, Tags tags)
        implements Ec2Resource {
    @Override
    public String key() {
        return id.value();
    }

    /** The private address for which the public one stands. */
    public record Association(AddressAssociationId id, NetworkInterfaceId networkInterfaceId, Ip privateIp) {}

    public Address withTags(Tags newTags) {
        return new Address(scope, id, publicIp, association, newTags);
    }

    public Address withAssociation(Optional<Association> newAssociation) {
        return new Address(scope, id, publicIp, newAssociation, tags);
    }
}
