package dev.postern.network.trace;

import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import java.util.List;
import java.util.Optional;

/**
 * What is in the cloud and carries no packet now, and so is not in the intent: stopped instances, endpoints that no table leads to,
 * detached gateways. Only a packet that is stopped is asked for it, so it may be looked for.
 *
 * @param snapshot empty where the intent is all that is known
 */
record Surroundings(Optional<Snapshot> snapshot) {
    static final Surroundings UNKNOWN = new Surroundings(Optional.empty());

    /** The interface of a VPC that has a private address. */
    Optional<NetworkInterface> interfaceAt(VpcId vpc, Ip address) {
        return interfaces(eni -> eni.vpcId().equals(vpc) && eni.privateIps().contains(address));
    }

    Optional<NetworkInterface> interfaceOf(NetworkInterfaceId id) {
        return interfaces(eni -> eni.id().equals(id));
    }

    /** The interface that a public address leads to. */
    Optional<NetworkInterface> interfaceBehind(Ip address) {
        Optional<NetworkInterfaceId> elastic = snapshot.flatMap(all -> all.all(Address.class).stream()
                .filter(one -> one.publicIp().equals(address))
                .flatMap(one -> one.association().stream())
                .map(Address.Association::networkInterfaceId)
                .findFirst());
        return elastic.flatMap(this::interfaceOf)
                .or(() -> interfaces(eni -> eni.publicIp().equals(Optional.of(address))));
    }

    Optional<Instance> instanceOf(NetworkInterface eni) {
        return snapshot.flatMap(all -> eni.attachment()
                .flatMap(at ->
                        all.find(Instance.class, eni.scope(), at.instanceId().value())));
    }

    /** Whether a gateway could be attached; so it is assumed where nothing is known. */
    boolean canBeAttached(Scope scope, InternetGatewayId id) {
        return snapshot.map(all -> all.find(InternetGateway.class, scope, id.value())
                        .filter(gateway -> gateway.vpcId().isEmpty())
                        .isPresent())
                .orElse(true);
    }

    /** The gateway endpoints of a VPC for a service that carry packets where a table leads to them. */
    List<VpcEndpoint> endpoints(VpcId vpc, String serviceName) {
        return snapshot.stream()
                .flatMap(all -> all.all(VpcEndpoint.class).stream())
                .filter(endpoint -> endpoint.vpcId().equals(vpc)
                        && endpoint.type() == VpcEndpoint.Type.GATEWAY
                        && endpoint.serviceName().equals(serviceName)
                        && endpoint.carriesTraffic())
                .toList();
    }

    private Optional<NetworkInterface> interfaces(java.util.function.Predicate<NetworkInterface> which) {
        return snapshot.flatMap(
                all -> all.all(NetworkInterface.class).stream().filter(which).findFirst());
    }
}
