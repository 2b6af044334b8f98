package dev.postern.guest.dhcpv6;

import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.DhcpOptions;
import dev.postern.model.ec2.NameServers;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.util.List;
import java.util.Optional;

/**
 * What DHCPv6 tells an interface: its IPv6 addresses and prefixes, and its VPC's DHCP options as they are now.
 *
 * @param vpc whose server answers
 * @param addresses the primary one first
 * @param names whom to ask for names, and the domains of short ones
 * @param options those of the VPC's own set; empty for the Region's, and for none
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/DHCPOptionSetConcepts.html">DHCP option set concepts</a>
 */
public record Ipv6Lease(
        VpcId vpc, List<Ip> addresses, List<Cidr> prefixes, NameServers names, Optional<DhcpOptions> options) {
    /** As documented, where the option set says nothing else. */
    private static final long PREFERRED_SECONDS = 140;

    public Ipv6Lease {
        addresses = List.copyOf(addresses);
        prefixes = List.copyOf(prefixes);
    }

    /** The lease of an interface; empty if it is no instance's, or has nothing of IPv6. */
    public static Optional<Ipv6Lease> of(Snapshot snapshot, Scope scope, NetworkInterfaceId id) {
        return snapshot.find(NetworkInterface.class, scope, id.value())
                .filter(eni -> eni.attachment().isPresent())
                .filter(eni -> eni.places(Family.IPV6) > 0)
                .flatMap(eni -> snapshot.find(Vpc.class, scope, eni.vpcId().value())
                        .map(vpc -> new Ipv6Lease(
                                vpc.id(),
                                eni.ipv6Ips(),
                                eni.prefixes(Family.IPV6),
                                NameServers.of(snapshot, vpc, Family.IPV6),
                                DhcpOptions.of(snapshot, vpc))));
    }

    /** How long the client speaks as its addresses without asking again. */
    long preferredSeconds() {
        return options.stream()
                .flatMap(set -> set.of(DhcpOptions.IPV6_PREFERRED_LEASE_TIME).stream())
                .findFirst()
                .map(Long::parseLong)
                .orElse(PREFERRED_SECONDS);
    }

    /** The servers of names that IPv6 reaches. */
    List<Ip> nameServers() {
        return names.servers().stream().filter(Ipv6Lease::isReached).toList();
    }

    List<Ip> timeServers() {
        return options.stream()
                .flatMap(set -> set.of(DhcpOptions.NTP_SERVERS).stream())
                .flatMap(text -> Ip.find(text).stream())
                .filter(Ipv6Lease::isReached)
                .toList();
    }

    private static boolean isReached(Ip address) {
        return address.family() == Family.IPV6;
    }
}
