package dev.postern.guest.imds;

import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.KeyPair;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.iam.InstanceProfile;
import dev.postern.model.net.HostNames;
import dev.postern.model.net.Ip;
import dev.postern.network.PublicIps;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * All that the metadata service tells about one instance.
 *
 * @param interfaces the attached interfaces, the primary one first
 * @param keyPair its key, if it was launched with one that still exists
 * @param profile its instance profile, if it has one that still exists
 */
public record InstanceFacts(
        Instance instance,
        Subnet subnet,
        Vpc vpc,
        List<InterfaceFacts> interfaces,
        Optional<KeyPair> keyPair,
        Optional<InstanceProfile> profile) {
    public InstanceFacts {
        interfaces = List.copyOf(interfaces);
    }

    /**
     * One attached interface.
     *
     * @param publicIps the public address for each private one that has such
     */
    public record InterfaceFacts(
            NetworkInterface networkInterface,
            int deviceIndex,
            Subnet subnet,
            SortedMap<Ip, Ip> publicIps,
            List<SecurityGroup> groups) {
        public InterfaceFacts {
            publicIps = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(publicIps));
            groups = List.copyOf(groups);
        }
    }

    /** The facts about an instance; none if it, or its network, is not in the snapshot. */
    public static Optional<InstanceFacts> of(Snapshot snapshot, Scope scope, InstanceId id) {
        return snapshot.find(Instance.class, scope, id.value()).flatMap(instance -> of(snapshot, instance));
    }

    private static Optional<InstanceFacts> of(Snapshot snapshot, Instance instance) {
        Scope scope = instance.scope();
        Optional<Subnet> subnet =
                snapshot.find(Subnet.class, scope, instance.subnetId().value());
        Optional<Vpc> vpc = snapshot.find(Vpc.class, scope, instance.vpcId().value());
        List<InterfaceFacts> interfaces = StreamSupport.stream(
                        snapshot.in(NetworkInterface.class, scope).spliterator(), false)
                .flatMap(found -> facts(snapshot, instance, found).stream())
                .sorted(Comparator.comparingInt(InterfaceFacts::deviceIndex))
                .toList();
        if (subnet.isEmpty() || vpc.isEmpty() || interfaces.isEmpty()) {
            return Optional.empty();
        }
        Optional<KeyPair> keyPair = instance.keyName()
                .flatMap(name -> StreamSupport.stream(
                                snapshot.in(KeyPair.class, scope).spliterator(), false)
                        .filter(key -> key.name().equals(name))
                        .findFirst());
        Optional<InstanceProfile> profile = instance.instanceProfile()
                .flatMap(association -> snapshot.find(
                        InstanceProfile.class, Scope.ofAccount(scope.account()), association.profileName()));
        return Optional.of(new InstanceFacts(instance, subnet.get(), vpc.get(), interfaces, keyPair, profile));
    }

    private static Optional<InterfaceFacts> facts(
            Snapshot snapshot, Instance instance, NetworkInterface networkInterface) {
        return networkInterface
                .attachment()
                .filter(attachment -> attachment.instanceId().equals(instance.id()))
                .flatMap(attachment -> snapshot.find(
                                Subnet.class,
                                instance.scope(),
                                networkInterface.subnetId().value())
                        .map(subnet -> new InterfaceFacts(
                                networkInterface,
                                attachment.deviceIndex(),
                                subnet,
                                PublicIps.of(snapshot, networkInterface),
                                groups(snapshot, networkInterface))));
    }

    private static List<SecurityGroup> groups(Snapshot snapshot, NetworkInterface networkInterface) {
        return networkInterface.groups().stream()
                .flatMap(id -> snapshot.find(SecurityGroup.class, networkInterface.scope(), id.value()).stream())
                .toList();
    }

    InterfaceFacts primary() {
        return interfaces.getFirst();
    }

    String privateName(Ip address) {
        return HostNames.privateName(instance.scope().region(), address);
    }

    /** The name of a public address; a VPC may be set to give none. */
    Optional<String> publicName(Ip address) {
        return vpc.enableDnsHostnames()
                ? Optional.of(HostNames.publicName(instance.scope().region(), address))
                : Optional.empty();
    }
}
