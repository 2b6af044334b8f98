package dev.postern.server.flowlogs;

import dev.postern.model.Indexes;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.util.Optional;

/**
 * What records say of an interface: as it was when its packets were counted, as it may be gone when they are written.
 *
 * @param instance the id of whose it is; empty for an interface that a service has made for itself
 */
record Seat(NetworkInterface eni, Optional<String> instance, String availabilityZoneId) {
    static Optional<Seat> of(Snapshot snapshot, NetworkInterfaceId id) {
        return snapshot.by(Indexes.INTERFACES_BY_ID, id).values().stream()
                .findFirst()
                .map(eni -> new Seat(
                        eni,
                        eni.attachment().map(attached -> attached.instanceId().value()),
                        snapshot.find(Subnet.class, eni.scope(), eni.subnetId().value())
                                .map(Subnet::availabilityZoneId)
                                .orElse("")));
    }

    Scope scope() {
        return eni.scope();
    }

    /** The address by which the interface is known to others of a family. */
    Optional<Ip> primary(Family family) {
        return eni.addresses().stream()
                .filter(address -> address.family() == family)
                .findFirst();
    }
}
