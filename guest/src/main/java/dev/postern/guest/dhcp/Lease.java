package dev.postern.guest.dhcp;

import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.DhcpOptions;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NameServers;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What DHCP tells an interface: its primary IPv4 address, what its subnet is like, and its VPC's DHCP options as they are now.
 *
 * @param subnet the block of the address
 * @param router the subnet's gateway, which is the DHCP server, too
 * @param hostName without a domain
 * @param names whom to ask for names, and the domain of short ones
 * @param options those of the VPC's own set; empty for the Region's, and for none
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/DHCPOptionSetConcepts.html">DHCP option set concepts</a>
 */
public record Lease(
        Ip address, Cidr subnet, Ip router, String hostName, NameServers names, Optional<DhcpOptions> options) {
    /** The lease of an interface; empty if it is no instance's, or has no address of IPv4. */
    public static Optional<Lease> of(Snapshot snapshot, Scope scope, NetworkInterfaceId id) {
        return snapshot.find(NetworkInterface.class, scope, id.value()).flatMap(eni -> of(snapshot, eni));
    }

    private static Optional<Lease> of(Snapshot snapshot, NetworkInterface eni) {
        Optional<Instance> instance = eni.attachment()
                .flatMap(use -> snapshot.find(
                        Instance.class, eni.scope(), use.instanceId().value()));
        Optional<Subnet> subnet =
                snapshot.find(Subnet.class, eni.scope(), eni.subnetId().value());
        Optional<Vpc> vpc = snapshot.find(Vpc.class, eni.scope(), eni.vpcId().value());
        Optional<Ip> address = eni.primaryIpv4();
        if (instance.isEmpty() || subnet.isEmpty() || vpc.isEmpty() || address.isEmpty()) {
            return Optional.empty();
        }
        String name = instance.get().hostName(address.get());
        return Optional.of(new Lease(
                address.get(),
                subnet.get().cidr().orElseThrow(), // what has an address of IPv4 is in a subnet that has it
                subnet.get().router().orElseThrow(),
                name.substring(0, name.indexOf('.')),
                NameServers.of(snapshot, vpc.get(), Family.IPV4),
                DhcpOptions.of(snapshot, vpc.get())));
    }

    /** The servers of names that IPv4 reaches. */
    List<Ip> nameServers() {
        return ofIpv4(names.servers().stream());
    }

    List<Ip> timeServers() {
        return addresses(DhcpOptions.NTP_SERVERS);
    }

    List<Ip> netbiosServers() {
        return addresses(DhcpOptions.NETBIOS_NAME_SERVERS);
    }

    Optional<Byte> netbiosNodeType() {
        return texts(DhcpOptions.NETBIOS_NODE_TYPE).map(Byte::valueOf).findFirst();
    }

    private List<Ip> addresses(String option) {
        return ofIpv4(texts(option).flatMap(text -> Ip.find(text).stream()));
    }

    private Stream<String> texts(String option) {
        return options.stream().flatMap(set -> set.of(option).stream());
    }

    private static List<Ip> ofIpv4(Stream<Ip> addresses) {
        return addresses.filter(ip -> ip.family() == Family.IPV4).toList();
    }
}
