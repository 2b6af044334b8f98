package dev.postern.network.trace;

import dev.postern.model.Indexes;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.ec2.VpcPeeringConnectionId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.network.Outside;
import dev.postern.network.PrivateIps;
import dev.postern.network.PublicIps;
import java.util.List;
import java.util.Optional;

/**
 * What is in the cloud and carries no packet now, and so is not in the intent: stopped instances, endpoints that no table leads to,
 * detached gateways.
 *
 * @param snapshot empty where the intent is all that is known
 * @param outside beyond the cloud
 * @param turn which of its addresses a NAT gateway of several gives to the connection, from 0
 */
record Surroundings(Optional<Snapshot> snapshot, Outside outside, int turn) {
    /** The same, where another address is given. */
    Surroundings at(int otherTurn) {
        return new Surroundings(snapshot, outside, otherTurn);
    }

    /** Whether an address is one that gateways lead to: the cloud's own public ones, and what is reached beyond. */
    boolean isBehindGateways(Ip address) {
        return AddressPlan.isPublic(address)
                || (outside instanceof Outside.Open open
                        && open.refusal(address, 0).isEmpty());
    }

    /** The interface of a VPC that has a private address. */
    Optional<NetworkInterface> interfaceAt(VpcId vpc, Ip address) {
        return snapshot.flatMap(all -> PrivateIps.holder(all, vpc, address));
    }

    Optional<NetworkInterface> interfaceOf(NetworkInterfaceId id) {
        return snapshot.flatMap(
                all -> all.by(Indexes.INTERFACES_BY_ID, id).values().stream().findFirst());
    }

    /** The interface that a public address leads to. */
    Optional<NetworkInterface> interfaceBehind(Ip address) {
        return snapshot.flatMap(all -> PublicIps.interfaceBehind(all, address));
    }

    Optional<Instance> instanceOf(NetworkInterface eni) {
        return snapshot.flatMap(all -> eni.attachment()
                .flatMap(at ->
                        all.find(Instance.class, eni.scope(), at.instanceId().value())));
    }

    /** The endpoint that has an interface. */
    Optional<VpcEndpoint> endpointOf(NetworkInterface eni) {
        return eni.use() instanceof NetworkInterface.OfEndpoint of
                ? snapshot.flatMap(
                        all -> all.find(VpcEndpoint.class, eni.scope(), of.id().value()))
                : Optional.empty();
    }

    /** Whether a gateway could be attached; so it is assumed where nothing is known. */
    boolean canBeAttached(Scope scope, InternetGatewayId id) {
        return snapshot.map(all -> all.find(InternetGateway.class, scope, id.value())
                        .filter(gateway -> gateway.vpcId().isEmpty())
                        .isPresent())
                .orElse(true);
    }

    /** A peering connection of a VPC that waits for its accepter, if the VPC behind it may have an address. */
    Optional<VpcPeeringConnection> awaited(VpcId vpc, VpcPeeringConnectionId id, Ip address) {
        return snapshot.flatMap(all -> all.by(Indexes.PEERINGS_BY_VPC, vpc).values().stream()
                .filter(peering -> peering.id().equals(id))
                .filter(peering -> peering.state() == VpcPeeringConnection.State.PENDING_ACCEPTANCE)
                .filter(peering -> peering.across(vpc).stream()
                        .flatMap(far -> all.by(Indexes.VPCS_BY_ID, far.vpcId()).values().stream())
                        .flatMap(far -> far.cidrBlocks().stream())
                        .anyMatch(block -> block.cidr().contains(address)))
                .findFirst());
    }

    /** The NAT gateways of a VPC that carry packets where a table leads to them. */
    List<NatGateway> nats(VpcId vpc) {
        return snapshot.stream()
                .flatMap(all -> all.by(Indexes.NAT_GATEWAYS_BY_VPC, vpc).values().stream())
                .filter(NatGateway::carriesTraffic)
                .toList();
    }

    /** The gateway endpoints of a VPC for a service that carry packets where a table leads to them. */
    List<VpcEndpoint> endpoints(VpcId vpc, String serviceName) {
        return snapshot.stream()
                .flatMap(all -> all.by(Indexes.ENDPOINTS_BY_VPC, vpc).values().stream())
                .filter(endpoint -> endpoint.reach() instanceof VpcEndpoint.Gateway
                        && endpoint.serviceName().equals(serviceName)
                        && endpoint.carriesTraffic())
                .toList();
    }
}
