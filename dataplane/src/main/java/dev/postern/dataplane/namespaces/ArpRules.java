package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Who may ask a router by ARP. The kernel remembers whoever asks, in a table that is one for the whole host: so an interface asks
 * only as itself, and the router, which has a permanent entry for each interface, learns nobody.
 *
 * <p>ARP requests are routed too, by the address that is asked for, and must be admitted for that ({@link Judgement}). The router answers
 * for what has a route; so they have another bit as well, by which they are not led to where packets without one go ({@link Drops}).
 */
final class ArpRules {
    private static final String ADMIT =
            "meta mark set " + Judgement.hex(Judgement.ADMITTED | Judgement.SENDER) + " accept";
    private static final String HOOK = "type filter hook input priority filter; policy drop;";

    private ArpRules() {}

    /**
     * What the interfaces have no part in.
     *
     * @param edges links to other routers, where everybody is ours
     */
    static RulesetPart requests(Collection<String> edges) {
        List<String> rules = new ArrayList<>();
        rules.add("iifname . arp saddr ether . arp saddr ip @senders " + ADMIT);
        edges.forEach(link -> rules.add("iifname " + VpcRules.quoted(link) + " " + ADMIT));
        // A probe (RFC 5227) names no sender: there is nobody to remember.
        rules.add("arp saddr ip 0.0.0.0 " + ADMIT);
        // What routes for others may send from any address, and asks from it: the kernel is told, and answers, the
        // interface's own.
        rules.add("arp saddr ip set iifname . arp saddr ether map @unchecked " + ADMIT);
        return Chain.base(RulesetPart.ARP, "requests", HOOK, rules);
    }

    /** Where every neighbour is known, nobody is answered. */
    static RulesetPart nobody() {
        return Chain.base(RulesetPart.ARP, "requests", HOOK, List.of("drop"));
    }

    /** Between routers everybody is ours. */
    static RulesetPart between(String links) {
        return Chain.base(RulesetPart.ARP, "requests", HOOK, List.of(links + " " + ADMIT));
    }
}
