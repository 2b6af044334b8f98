package dev.postern.services.ec2.natgateways;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.net.Ip;
import dev.postern.model.time.Expiry;
import dev.postern.model.time.InForce;
import dev.postern.model.time.Passage;
import dev.postern.services.ec2.interfaces.NetworkInterfaces;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What becomes of NAT gateways: one that is pending is available once the network has it, or fails; one that is being deleted is
 * deleted, and its addresses are free again, once the network carries nothing to it any more; an address that is being taken away goes
 * when its time is over.
 */
public final class NatGatewayLife implements Passage {
    /** For how long one that failed or was deleted is shown: "about an hour". */
    private static final Duration SHOWN = Duration.ofHours(1);

    /** One that failed, or was deleted, is shown for a while. */
    public static final Passage FORGOTTEN = new Expiry<>(Indexes.NAT_GATEWAYS_BY_END, SHOWN);

    @Override
    public Optional<Instant> due(Snapshot snapshot, InForce network) {
        var leaving = snapshot.by(Indexes.NAT_GATEWAYS_BY_LEAVING);
        return Stream.concat(
                        Stream.concat(decided(snapshot), Stream.concat(made(snapshot, network), let(snapshot, network)))
                                .map(NatGateway::stateChangedAt),
                        leaving.isEmpty() ? Stream.of() : Stream.of(leaving.firstKey()))
                .min(Comparator.naturalOrder());
    }

    @Override
    public Change pass(Snapshot snapshot, Instant now, InForce network) {
        Change.Builder change = Change.builder();
        decided(snapshot).forEach(nat -> change.put(nat.withState(NatGateway.State.FAILED, now)));
        made(snapshot, network).forEach(nat -> change.put(nat.withState(NatGateway.State.AVAILABLE, now)));
        let(snapshot, network).forEach(nat -> {
            interfaceOf(snapshot, nat).ifPresent(eni -> change.addAll(NetworkInterfaces.remove(snapshot, eni)));
            change.put(nat.withState(NatGateway.State.DELETED, now));
        });
        snapshot.by(Indexes.NAT_GATEWAYS_BY_LEAVING).headMap(now.plusNanos(1)).values().stream()
                .flatMap(those -> those.values().stream())
                .distinct()
                .forEach(nat -> leave(snapshot, nat, now, change));
        return change.build();
    }

    /** Those that cannot be made. */
    private static Stream<NatGateway> decided(Snapshot snapshot) {
        return in(snapshot, NatGateway.State.PENDING)
                .filter(nat -> nat.failure().isPresent());
    }

    /** Those that the network has. */
    private static Stream<NatGateway> made(Snapshot snapshot, InForce network) {
        return in(snapshot, NatGateway.State.PENDING)
                .filter(nat -> nat.failure().isEmpty() && isKnown(nat, network));
    }

    /** Those that the network has no more. */
    private static Stream<NatGateway> let(Snapshot snapshot, InForce network) {
        return in(snapshot, NatGateway.State.DELETING).filter(nat -> isKnown(nat, network));
    }

    private static Stream<NatGateway> in(Snapshot snapshot, NatGateway.State state) {
        return snapshot.by(Indexes.NAT_GATEWAYS_BY_STATE, state).values().stream();
    }

    /** Whether the network is as a NAT gateway's state says. */
    private static boolean isKnown(NatGateway nat, InForce network) {
        return network.knows(NatGateway.class, nat, NatGateway::state, nat.vpcId(), nat.id());
    }

    private static Optional<NetworkInterface> interfaceOf(Snapshot snapshot, NatGateway nat) {
        return nat.interfaceId().flatMap(id -> snapshot.find(NetworkInterface.class, nat.scope(), id.value()));
    }

    /** Takes addresses away. */
    private static void leave(Snapshot snapshot, NatGateway nat, Instant now, Change.Builder change) {
        List<NatGateway.NatAddress> rest = nat.addresses().stream()
                .filter(address ->
                        address.leavingAt().filter(at -> !at.isAfter(now)).isEmpty())
                .toList();
        List<Ip> left =
                rest.stream().flatMap(address -> address.privateIp().stream()).toList();
        interfaceOf(snapshot, nat).ifPresent(eni -> {
            snapshot.by(Indexes.ADDRESSES_BY_INTERFACE, eni.id()).values().stream()
                    .filter(elastic ->
                            !left.contains(elastic.association().orElseThrow().privateIp()))
                    .forEach(elastic -> change.put(elastic.withAssociation(Optional.empty())));
            change.put(eni.withPrivateIps(left));
        });
        change.put(nat.withAddresses(rest));
    }
}
