package dev.postern.network;

import dev.postern.model.ec2.NameServers;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What answers at an address that every VPC has. Neither security groups nor network ACLs can block it.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html">Traffic that security groups do not
 *     filter</a>
 */
public record GuestService(Kind kind, Ip address, Protocol protocol, int port)
        implements Door, Comparable<GuestService> {
    /** Which service. */
    public enum Kind {
        RESOLVER("the resolver"),
        INSTANCE_METADATA("the metadata service"),
        TIME("the clock"),
        DHCP_SERVER("the DHCP server");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** For people. */
        public String label() {
            return label;
        }
    }

    public static final Ip LINK_LOCAL_RESOLVER = Ip.of("169.254.169.253");
    public static final Ip METADATA = Ip.of("169.254.169.254");

    /** Where an instance asks that has its metadata service answer by IPv6, too. */
    public static final Ip METADATA_IPV6 = Ip.of("fd00:ec2::254");

    /**
     * Where a stream to the resolver (TCP 53, at any of its addresses) arrives at {@link #LINK_LOCAL_RESOLVER}: at the VPC's
     * listener for the web, which nobody can reach directly at that address.
     */
    public static final int STREAMS_PORT = 80;

    public static final Ip CLOCK = Ip.of("169.254.169.123");

    private static final Ip CLOCK_IPV6 = Ip.of("fd00:ec2::123");

    /** Where questions of DHCP arrive that are sent to whoever is there, or to the gateway of a subnet. */
    public static final Ip DHCP_LISTENER = METADATA;

    public static final int DHCP_PORT = 67;

    /** Whom an instance asks by DHCPv6: nobody else is on its link. */
    public static final Ip DHCPV6_SERVERS = Ip.of("ff02::1:2");

    /** Where such questions arrive, which nobody can send there. */
    public static final Ip DHCPV6_LISTENER = METADATA_IPV6;

    public static final int DHCPV6_PORT = 547;

    /** Those that a VPC has for each family of which it has a block, and the DHCP server of each subnet that has IPv4: its gateway. */
    static List<GuestService> of(Vpc vpc, Collection<SubnetIntent> subnets) {
        Stream<GuestService> dhcp = subnets.stream()
                .flatMap(subnet -> subnet.router().stream())
                .map(router -> new GuestService(Kind.DHCP_SERVER, router, Protocol.UDP, DHCP_PORT));
        return Stream.concat(of(vpc).stream(), dhcp).sorted().toList();
    }

    private static Set<GuestService> of(Vpc vpc) {
        TreeSet<GuestService> services =
                new TreeSet<>(of(vpc, Family.IPV4, List.of(vpc.resolver(), LINK_LOCAL_RESOLVER)));
        if (!vpc.blocks(Family.IPV6).isEmpty()) {
            services.addAll(of(vpc, Family.IPV6, List.of(NameServers.RESOLVER_IPV6)));
            services.add(new GuestService(Kind.DHCP_SERVER, DHCPV6_SERVERS, Protocol.UDP, DHCPV6_PORT));
        }
        return services;
    }

    private static Set<GuestService> of(Vpc vpc, Family family, List<Ip> resolvers) {
        TreeSet<GuestService> services = new TreeSet<>();
        for (Ip resolver : vpc.enableDnsSupport() ? resolvers : List.<Ip>of()) {
            services.add(new GuestService(Kind.RESOLVER, resolver, Protocol.UDP, 53));
            services.add(new GuestService(Kind.RESOLVER, resolver, Protocol.TCP, 53));
        }
        services.add(new GuestService(
                Kind.INSTANCE_METADATA, family == Family.IPV4 ? METADATA : METADATA_IPV6, Protocol.TCP, 80));
        services.add(new GuestService(Kind.TIME, clock(family), Protocol.UDP, 123));
        return services;
    }

    /** Where the resolver listens. */
    public static Ip resolver(Family family) {
        return family == Family.IPV4 ? LINK_LOCAL_RESOLVER : NameServers.RESOLVER_IPV6;
    }

    /** Where the clock is. */
    public static Ip clock(Family family) {
        return family == Family.IPV4 ? CLOCK : CLOCK_IPV6;
    }

    /** Whether its address is there for nothing else: DHCP's is the gateway's or a group's, of which all else is like any address. */
    public boolean ownsAddress() {
        return kind != Kind.DHCP_SERVER;
    }

    /** Whether it is what a packet is for, be it that it does not answer it. */
    public boolean isAskedBy(Packet packet) {
        return address.equals(packet.destination()) && (ownsAddress() || answers(packet.protocol(), packet.key()));
    }

    @Override
    public String label() {
        return kind.label();
    }

    @Override
    public boolean answers(Protocol asked, int key) {
        return protocol.equals(asked) && port == key;
    }

    @Override
    public int compareTo(GuestService other) {
        int byAddress = address.compareTo(other.address);
        if (byAddress != 0) {
            return byAddress;
        }
        int byProtocol = protocol.compareTo(other.protocol);
        return byProtocol != 0 ? byProtocol : Integer.compare(port, other.port);
    }

    @Override
    public String toString() {
        return kind + " " + address + " " + protocol + " " + port;
    }
}
