package dev.postern.guest.dns;

import dev.postern.guest.ServiceNames;
import dev.postern.model.net.Ip;
import dev.postern.model.route53.DnsName;
import java.util.List;
import java.util.Optional;

/** The names of interfaces, lower case and without a final dot, and the hosted zones, as one VPC (or the internet) sees them. */
public interface VpcView {
    /** Whether there is a resolver at all: a VPC without {@code enableDnsSupport} has none, and queries time out. */
    boolean answers();

    /** The addresses of a name. Only a load balancer has several of a family. */
    List<Ip> addresses(String name);

    /** The same as it is for who asks from an address. */
    VpcView askedFrom(Ip source);

    /** Whether who asks gets IPv6 addresses for names that have IPv4 ones only: RFC 6147. */
    boolean synthesizes();

    /** The addresses of the interface endpoint whose name it is, by its own or by private DNS; empty for names of no endpoint. */
    Optional<List<Ip>> endpoint(String name);

    /** Whether somebody answers for a service where its names lead; else they are not there. */
    boolean answers(ServiceNames.Zone service);

    Optional<String> name(Ip address);

    /** The most specific private hosted zone in which a name is, among those that are for the VPC. */
    Optional<ZoneView> privateZone(DnsName name);

    /** Where a name is delegated to among the public hosted zones. */
    Optional<Delegation> delegation(DnsName name);
}
