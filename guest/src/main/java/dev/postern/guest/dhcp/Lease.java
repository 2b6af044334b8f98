package dev.postern.guest.dhcp;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.DhcpOptions;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NameServers;
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
 * @param options those of the VPC's own set; empty for the Region's
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/DHCPOptionSetConcepts.html">DHCP option set concepts</a>
 */
public record Lease(
        Ip address, Cidr subnet, Ip router, String hostName, NameServers names, Optional<DhcpOptions> options) {
    /** Those of a set that are told as addresses. */
    private static final String NTP_SERVERS = "ntp-servers";

    private static final String NETBIOS_NAME_SERVERS = "netbios-name-servers";
    private static final String NETBIOS_NODE_TYPE = "netbios-node-type";

    /** The lease of an instance's interface that has an address in a subnet of IPv4. */
    public static Lease of(Snapshot snapshot, Vpc vpc, Instance instance, Ip address, Cidr subnet, Ip router) {
        Optional<DhcpOptions> options = switch (vpc.dhcp()) {
            case Vpc.OwnOptions(var id) -> snapshot.find(DhcpOptions.class, vpc.scope(), id.value());
            case Vpc.RegionOptions() -> Optional.empty();
            case Vpc.NoOptions() -> Optional.empty();
        };
        String name = instance.hostName(address);
        return new Lease(
                address,
                subnet,
                router,
                name.substring(0, name.indexOf('.')),
                NameServers.of(snapshot, vpc, Family.IPV4),
                options);
    }

    /** The servers of names that IPv4 reaches. */
    List<Ip> nameServers() {
        return ofIpv4(names.servers().stream());
    }

    List<Ip> timeServers() {
        return addresses(NTP_SERVERS);
    }

    List<Ip> netbiosServers() {
        return addresses(NETBIOS_NAME_SERVERS);
    }

    Optional<Byte> netbiosNodeType() {
        return texts(NETBIOS_NODE_TYPE).map(Byte::valueOf).findFirst();
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
