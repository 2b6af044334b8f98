package dev.postern.model.ec2;

import dev.postern.model.Snapshot;
import dev.postern.model.net.Family;
import dev.postern.model.net.HostNames;
import dev.postern.model.net.Ip;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whom the instances of a VPC ask for names, as its DHCP options tell them at their start.
 *
 * @param search the domains in which short names are looked for, with spaces between; may be empty
 * @param servers the first that answers is believed; the VPC's resolver is one unless other servers are named
 */
public record NameServers(String search, List<Ip> servers) {
    /** Where every VPC's resolver answers that has IPv6. */
    public static final Ip RESOLVER_IPV6 = Ip.of("fd00:ec2::253");

    private static final NameServers NONE = new NameServers("", List.of());

    public NameServers {
        servers = List.copyOf(servers);
    }

    /**
     * As they are told.
     *
     * @param family in which the instance speaks
     */
    public static NameServers of(Snapshot snapshot, Vpc vpc, Family family) {
        Ip resolver = family == Family.IPV4 ? vpc.resolver() : RESOLVER_IPV6;
        return switch (vpc.dhcp()) {
            case Vpc.RegionOptions() ->
                new NameServers(HostNames.privateDomain(vpc.scope().region()), List.of(resolver));
            case Vpc.NoOptions() -> NONE;
            case Vpc.OwnOptions _ ->
                DhcpOptions.of(snapshot, vpc)
                        .map(options -> of(options, resolver))
                        .orElse(NONE);
        };
    }

    private static NameServers of(DhcpOptions options, Ip resolver) {
        return new NameServers(
                options.of(DhcpOptions.DOMAIN_NAME).stream().collect(Collectors.joining(" ")),
                options.of(DhcpOptions.DOMAIN_NAME_SERVERS).stream()
                        .flatMap(server ->
                                server.equals(DhcpOptions.AMAZON) ? Stream.of(resolver) : Ip.find(server).stream())
                        .toList());
    }
}
