package dev.postern.guest.dns;

import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.HostNames;
import dev.postern.model.net.Ip;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All names of interfaces in a snapshot, for look-ups in constant time. Built once per snapshot.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html">DNS attributes for your VPC</a>
 */
public final class NameDirectory {
    private final Map<VpcId, Vpc> vpcs = new HashMap<>();
    private final Map<VpcKey, Ip> addressByPrivateName = new HashMap<>();
    private final Map<VpcAddress, String> nameByPrivateAddress = new HashMap<>();
    private final Map<String, PublicName> publicByName = new HashMap<>();
    private final Map<Ip, String> nameByPublicAddress = new HashMap<>();

    private record VpcKey(VpcId vpc, String name) {}

    private record VpcAddress(VpcId vpc, Ip address) {}

    private record PublicName(VpcId vpc, Ip privateAddress, Ip publicAddress) {}

    private NameDirectory() {}

    public static NameDirectory of(Snapshot snapshot) {
        NameDirectory directory = new NameDirectory();
        snapshot.all(Vpc.class).stream().forEach(vpc -> directory.vpcs.put(vpc.id(), vpc));
        Map<NetworkInterfaceId, NetworkInterface> interfaces = new HashMap<>();
        snapshot.all(NetworkInterface.class).stream().forEach(networkInterface -> {
            interfaces.put(networkInterface.id(), networkInterface);
            directory.add(networkInterface);
        });
        snapshot.all(Address.class).stream()
                .forEach(address -> address.association().ifPresent(association -> {
                    NetworkInterface networkInterface = interfaces.get(association.networkInterfaceId());
                    if (networkInterface != null) {
                        directory.addPublic(
                                networkInterface.scope(),
                                networkInterface.vpcId(),
                                association.privateIp(),
                                address.publicIp());
                    }
                }));
        return directory;
    }

    /** What the resolver of a VPC knows. A VPC that is not in the snapshot knows no names. */
    public VpcView view(VpcId vpc) {
        Vpc found = vpcs.get(vpc);
        return new View(vpc, found != null && found.enableDnsSupport());
    }

    /** What a resolver on the internet knows: public names, which lead to public addresses. */
    public VpcView internet() {
        return new InternetView();
    }

    private void add(NetworkInterface networkInterface) {
        for (Ip address : networkInterface.privateIps()) {
            String name = HostNames.privateName(networkInterface.scope().region(), address);
            addressByPrivateName.put(new VpcKey(networkInterface.vpcId(), name), address);
            nameByPrivateAddress.put(new VpcAddress(networkInterface.vpcId(), address), name);
        }
        networkInterface
                .publicIp()
                .ifPresent(publicIp -> addPublic(
                        networkInterface.scope(), networkInterface.vpcId(), networkInterface.primaryIp(), publicIp));
    }

    private void addPublic(Scope scope, VpcId vpcId, Ip privateAddress, Ip publicAddress) {
        Vpc vpc = vpcs.get(vpcId);
        if (vpc == null || !vpc.enableDnsHostnames() || !vpc.enableDnsSupport()) {
            return;
        }
        String name = HostNames.publicName(scope.region(), publicAddress);
        publicByName.put(name, new PublicName(vpcId, privateAddress, publicAddress));
        nameByPublicAddress.put(publicAddress, name);
    }

    private final class View implements VpcView {
        private final VpcId vpc;
        private final boolean answers;

        private View(VpcId vpc, boolean answers) {
            this.vpc = vpc;
            this.answers = answers;
        }

        @Override
        public boolean answers() {
            return answers;
        }

        @Override
        public Optional<Ip> address(String name) {
            Ip address = addressByPrivateName.get(new VpcKey(vpc, name));
            if (address != null) {
                return Optional.of(address);
            }
            return Optional.ofNullable(publicByName.get(name))
                    .map(found -> found.vpc().equals(vpc) ? found.privateAddress() : found.publicAddress());
        }

        @Override
        public Optional<String> name(Ip address) {
            String name = nameByPrivateAddress.get(new VpcAddress(vpc, address));
            return name != null ? Optional.of(name) : Optional.ofNullable(nameByPublicAddress.get(address));
        }
    }

    private final class InternetView implements VpcView {
        @Override
        public boolean answers() {
            return true;
        }

        @Override
        public Optional<Ip> address(String name) {
            return Optional.ofNullable(publicByName.get(name)).map(PublicName::publicAddress);
        }

        @Override
        public Optional<String> name(Ip address) {
            return Optional.ofNullable(nameByPublicAddress.get(address));
        }
    }
}
