package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import java.util.Collection;
import java.util.stream.Collectors;

/** The nftables table for the packets of one family, and how its rules name what they look at. */
enum PacketTable {
    IPV4(Family.IPV4, RulesetPart.IPV4, "ipv4_addr", "icmp"),
    IPV6(Family.IPV6, RulesetPart.IPV6, "ipv6_addr", "ipv6-icmp");

    private final Family family;
    private final String table;
    private final String addressType;
    private final String icmpName;

    PacketTable(Family family, String table, String addressType, String icmpName) {
        this.family = family;
        this.table = table;
        this.addressType = addressType;
        this.icmpName = icmpName;
    }

    static PacketTable of(Family family) {
        return family == Family.IPV4 ? IPV4 : IPV6;
    }

    Family family() {
        return family;
    }

    /** The family as nft calls it: also the first word of what looks at a header. */
    String table() {
        return table;
    }

    /** The type of an address in sets and maps. */
    String addressType() {
        return addressType;
    }

    /** The family's ICMP. */
    Protocol icmp() {
        return this == IPV4 ? Protocol.ICMP : Protocol.ICMPV6;
    }

    /** The same as nft writes it. */
    String icmpName() {
        return icmpName;
    }

    String source() {
        return table + " saddr";
    }

    String destination() {
        return table + " daddr";
    }

    /** How many hops a packet may still make. */
    String hopsLeft() {
        return this == IPV4 ? "ip ttl" : "ip6 hoplimit";
    }

    boolean has(Ip address) {
        return address.family() == family;
    }

    boolean has(Cidr block) {
        return block.family() == family;
    }

    /** Those blocks that are of the family, as an anonymous set; empty if none is. */
    String set(Collection<Cidr> blocks) {
        String own = blocks.stream().filter(this::has).map(Cidr::toString).collect(Collectors.joining(", "));
        return own.isEmpty() ? "" : "{ " + own + " }";
    }
}
