package dev.postern.server.why;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.network.PublicIps;
import java.util.List;
import java.util.Optional;

/**
 * A running instance, as one end of a question.
 *
 * @param primary its primary interface
 */
record Asker(Instance instance, NetworkInterface primary) {
    /**
     * An instance by its id or its Name tag.
     *
     * @throws CannotAnswer when there is none, several have the name, or it does not run
     */
    static Asker find(Snapshot snapshot, String idOrName) {
        Instance instance = instance(snapshot, idOrName);
        if (instance.state() != Instance.State.RUNNING) {
            String id = instance.id().value();
            throw new CannotAnswer(id + " is " + instance.state().wireName()
                    + ": only a running instance sends and gets packets"
                    + (instance.state() == Instance.State.STOPPED
                            ? " (aws ec2 start-instances --instance-ids " + id + ")"
                            : ""));
        }
        return of(snapshot, instance).orElseThrow(() -> withoutInterface(instance));
    }

    private static CannotAnswer withoutInterface(Instance instance) {
        return new CannotAnswer(instance.id() + " has no network interface");
    }

    /** An instance with its primary interface; empty if it has none. */
    static Optional<Asker> of(Snapshot snapshot, Instance instance) {
        return snapshot.find(
                        NetworkInterface.class,
                        instance.scope(),
                        instance.primaryInterface().value())
                .map(primary -> new Asker(instance, primary));
    }

    /** The instance, whether it runs or not. */
    static Instance instance(Snapshot snapshot, String idOrName) {
        boolean id = ResourceId.isWellFormed(InstanceId.PREFIX, idOrName);
        List<Instance> named = snapshot.by(Indexes.INSTANCES_BY_WORD, idOrName).values().stream()
                .filter(instance -> !id || instance.id().value().equals(idOrName))
                .toList();
        List<Instance> alive = named.stream()
                .filter(instance -> instance.state() != Instance.State.TERMINATED)
                .toList();
        List<Instance> found = alive.isEmpty() ? named : alive;
        if (found.isEmpty()) {
            throw new CannotAnswer("there is no instance " + idOrName + " (./postern status lists them)");
        }
        if (found.size() > 1) {
            throw new CannotAnswer("several instances have the name " + idOrName + ", say which: "
                    + String.join(
                            " ",
                            found.stream()
                                    .map(Instance::id)
                                    .map(InstanceId::value)
                                    .toList()));
        }
        return found.getFirst();
    }

    /**
     * The instance, whether it runs or not, that a word means which has no dot, as names of hosts do; empty if none is called so.
     *
     * @throws CannotAnswer when several have the name, or it is gone
     */
    static Optional<Asker> meant(Snapshot snapshot, String word) {
        if (word.indexOf('.') >= 0
                || snapshot.by(Indexes.INSTANCES_BY_WORD, word).isEmpty()) {
            return Optional.empty();
        }
        Instance instance = instance(snapshot, word);
        return Optional.of(of(snapshot, instance).orElseThrow(() -> withoutInterface(instance)));
    }

    /** The address by which another instance of the cloud would speak to it: a private one, where a packet to that can mean it. */
    Ip addressFor(Snapshot snapshot, Asker other) {
        Optional<Ip> inside = primary.addresses().stream()
                .filter(address -> other.primary.addresses().stream().anyMatch(own -> own.family() == address.family()))
                .findFirst();
        return inside.filter(address -> address.family() == Family.IPV6 || isNear(snapshot, other.instance.vpcId()))
                .or(() -> publicIp(snapshot))
                .or(() -> inside)
                .orElseGet(primary.addresses()::getFirst);
    }

    private boolean isNear(Snapshot snapshot, VpcId vpc) {
        return vpc.equals(instance.vpcId())
                || snapshot.by(Indexes.PEERINGS_BY_VPC, vpc).values().stream()
                        .filter(VpcPeeringConnection::carriesTraffic)
                        .flatMap(peering -> peering.across(vpc).stream())
                        .anyMatch(side -> side.vpcId().equals(instance.vpcId()));
    }

    /** Whether it speaks IPv6. */
    boolean hasIpv6() {
        return !primary.ipv6Ips().isEmpty();
    }

    /** The address as which it sends packets of a family. */
    Ip address(Family family) {
        return primary.addresses().stream()
                .filter(address -> address.family() == family)
                .findFirst()
                .orElseThrow(() -> new CannotAnswer(
                        family == Family.IPV4
                                ? name() + " has no IPv4 address: its subnet has IPv6 only, and reaches IPv4 by DNS64"
                                        + " and a NAT gateway"
                                : name() + " has no IPv6 address: aws ec2 assign-ipv6-addresses"
                                        + " --network-interface-id " + primary.id()
                                        + " --ipv6-address-count 1 gives it one, where its"
                                        + " subnet has an IPv6 block"));
    }

    /** The address by which the internet knows it. */
    Optional<Ip> publicIp(Snapshot snapshot) {
        return Optional.ofNullable(PublicIps.of(snapshot, primary).get(primary.primaryIp()));
    }

    /** The same, or an IPv6 address of it, which the internet knows as it is. */
    Optional<Ip> addressOnInternet(Snapshot snapshot) {
        return publicIp(snapshot).or(() -> primary.ipv6Ips().stream().findFirst());
    }

    String name() {
        String tag = instance.tags().values().getOrDefault("Name", "");
        return instance.id() + (tag.isEmpty() ? "" : " (" + tag + ")");
    }
}
