package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.net.Ip;
import java.util.Optional;

/**
 * An Elastic IP address: a public address that stays the account's until it is released.
 *
 * @param domainName to which a reverse look-up of it leads, without the final dot; empty where that is AWS's own
 */
public record Address(
        Scope scope,
        AllocationId id,
        Ip publicIp,
        Optional<Association> association,
        Optional<String> domainName,
        Tags tags)
        implements Ec2Resource {
    @Override
    public String key() {
        return id.value();
    }

    /** The private address for which the public one stands. */
    public record Association(AddressAssociationId id, NetworkInterfaceId networkInterfaceId, Ip privateIp) {}

    /** One that was just allocated. */
    public static Address of(Scope scope, AllocationId id, Ip publicIp, Tags tags) {
        return new Address(scope, id, publicIp, Optional.empty(), Optional.empty(), tags);
    }

    public Address withTags(Tags newTags) {
        return new Address(scope, id, publicIp, association, domainName, newTags);
    }

    public Address withAssociation(Optional<Association> newAssociation) {
        return new Address(scope, id, publicIp, newAssociation, domainName, tags);
    }

    public Address withDomainName(Optional<String> newName) {
        return new Address(scope, id, publicIp, association, newName, tags);
    }
}
