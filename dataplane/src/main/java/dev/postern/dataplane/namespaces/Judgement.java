package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Family;
import dev.postern.model.shared.SharedSet;
import java.util.stream.Stream;

/**
 * Who has judged a packet, as bits of its mark. A packet goes on only because something said yes to it, never because nothing said
 * no: without the first bit no route is found, and a gate behind the rules lets only those pass that every judge has marked. So
 * when rules, chains, tables or elements of maps vanish, packets stop.
 *
 * <p>The bits lie above the numbers of route tables ({@link TableNumbers}, below 2<sup>28</sup>).
 * They are gone when a packet leaves the namespace.
 */
final class Judgement {
    /** It came in where, and from whom, it may: the routing rules look for this bit. */
    static final int ADMITTED = 0x8000_0000;

    /** The sender's security groups, or a known connection. */
    static final int SENDER = 0x4000_0000;

    /** The network ACL of the subnet that it leaves. */
    static final int ACL_OUT = 0x2000_0000;

    /** The network ACL of the subnet that it enters. */
    static final int ACL_IN = 0x1000_0000;

    /** The selector of routing rules for admitted packets. */
    static final String ADMITTED_SELECTOR = "fwmark " + hex(ADMITTED) + "/" + hex(ADMITTED);

    /** The selector of routing rules for packets that have just been admitted, but not for questions by ARP ({@link ArpRules}). */
    static final String PACKET_SELECTOR = "fwmark " + hex(ADMITTED) + "/" + hex(ADMITTED | SENDER);

    /** The routing rules of a namespace that forwards by its main table: nothing that was not admitted finds a route. */
    static final SharedSet<RoutingRule> RULES = SharedSet.copyOf(
            Stream.of(Family.values()).flatMap(Judgement::rules).toList());

    private Judgement() {}

    private static Stream<RoutingRule> rules(Family family) {
        return Stream.of(
                new RoutingRule(family, 10, "iif lo", NamespaceState.LOCAL_TABLE),
                new RoutingRule(family, 20, "iif lo", NamespaceState.MAIN_TABLE),
                new RoutingRule(family, 100, ADMITTED_SELECTOR, NamespaceState.LOCAL_TABLE),
                new RoutingRule(family, 110, ADMITTED_SELECTOR, NamespaceState.MAIN_TABLE),
                new RoutingRule(family, 300, "", 0));
    }

    /** The statement that adds bits to a packet's mark. */
    static String note(int bits) {
        return "meta mark set meta mark or " + hex(bits);
    }

    /** The statement that takes bits from a packet's mark. */
    static String withdraw(int bits) {
        return "meta mark set meta mark and " + hex(~bits);
    }

    /** The expression that holds if a packet has all the bits. */
    static String has(int bits) {
        return "meta mark and " + hex(bits) + " == " + hex(bits);
    }

    /** The expression that holds if a packet lacks one of the bits. */
    static String lacks(int bits) {
        return "meta mark and " + hex(bits) + " != " + hex(bits);
    }

    static String hex(int bits) {
        return "0x" + Integer.toHexString(bits);
    }
}
