package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Elements;
import dev.postern.model.ec2.VpcBlockPublicAccessOptions;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.trace.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The sets and maps of a VPC's rules that have a place for each port. */
final class InterfaceElements {
    /** The links of those who have ports that are open, and others that are not. */
    private static final String DOORS = "doors";

    /** Those ports. */
    private static final String OPENINGS = "openings";

    private final PacketTable table;
    private final AclRules acls;
    private Elements sources;
    private Elements prefixes;
    private Elements unchecked;
    private Elements egress;
    private Elements ingress;
    private Elements leaving;
    private Elements entering;
    private NatRules nats;
    private Elements automatic;
    private Elements closed;
    private Elements doors;
    private Elements openings;
    private TimeoutRules timeouts;
    private InspectionRules inspections;
    private PublicAccessRules publicAccess;
    private Elements senders;
    private Elements askers;
    private Elements lessees;
    private Elements linkLocals;

    /**
     * Begins with what there was.
     *
     * @param table for the packets of which family
     * @param before the rules that are changed
     * @param acls as they are now
     * @param timeouts as they were
     */
    InterfaceElements(PacketTable table, Ruleset before, AclRules acls, TimeoutRules timeouts) {
        this.table = table;
        this.timeouts = timeouts;
        this.acls = acls;
        String packets = table.table();
        this.sources = before.earlier(
                packets, "map", "sources", "type ifname . ether_addr . " + table.addressType() + " : mark");
        this.prefixes = before.earlier(
                packets,
                "map",
                "prefixes",
                "type ifname . ether_addr . " + table.addressType() + " : mark; flags interval");
        this.unchecked = before.earlier(packets, "map", "unchecked", "type ifname . ether_addr : mark");
        this.egress = before.earlier(packets, "map", "egress", "type ifname : verdict");
        this.ingress = before.earlier(packets, "map", "ingress", "type ifname : verdict");
        this.leaving = before.earlier(packets, "map", AclRules.mapName(true), "type ifname : verdict");
        this.entering = before.earlier(packets, "map", AclRules.mapName(false), "type ifname : verdict");
        this.nats = NatRules.in(table, before);
        this.inspections = InspectionRules.in(table, before);
        this.publicAccess = PublicAccessRules.in(table, before);
        this.automatic = before.earlier(packets, "set", TrackingRules.AUTOMATIC, "type ifname");
        this.closed = before.earlier(packets, "set", VpcRules.CLOSED, "type ifname");
        this.doors = before.earlier(packets, "set", DOORS, "type ifname");
        this.openings = before.earlier(packets, "set", OPENINGS, "type ifname . inet_proto . inet_service");
        this.senders = before.earlier(RulesetPart.ARP, "set", "senders", "type ifname . ether_addr . ipv4_addr");
        this.askers = before.earlier(RulesetPart.ARP, "map", "unchecked", "type ifname . ether_addr : ipv4_addr");
        this.lessees = before.earlier(packets, "map", QuestionRules.LESSEES, QuestionRules.lesseesType(table));
        this.linkLocals = before.earlier(packets, "map", QuestionRules.LINK_LOCALS, "type ipv6_addr : ipv6_addr");
    }

    /**
     * An interface comes.
     *
     * @param mark of its route table
     * @param out what its subnet's ACL says of what leaves; empty for nothing
     * @param in the same of what enters
     * @param blocked what VPC Block Public Access blocks in its subnet; empty if nothing in the whole VPC
     */
    void add(
            InterfacePort one, String mark, String out, String in, Optional<VpcBlockPublicAccessOptions.Mode> blocked) {
        String link = VpcRules.link(one);
        String from = link + " . " + one.mac();
        List<Ip> addresses = one.addresses(table.family());
        for (Ip address : addresses) {
            sources = one.sourceDestCheck() ? sources.plus(from + " . " + address + " : " + mark) : sources;
            senders = isArp() ? senders.plus(from + " . " + address) : senders;
        }
        for (Cidr prefix : one.sourceDestCheck() ? one.prefixes(table.family()) : List.<Cidr>of()) {
            prefixes = prefixes.plus(from + " . " + prefix + " : " + mark);
        }
        if (!one.sourceDestCheck()) {
            unchecked = unchecked.plus(from + " : " + mark);
            askers = addresses.isEmpty() || !isArp() ? askers : askers.plus(from + " : " + addresses.getFirst());
        }
        if (isLessee(one)) {
            lessees = lessees.plus(lessee(one, from));
            linkLocals = isArp() ? linkLocals : linkLocals.plus(linkLocal(one));
        }
        nats = isNat(one) && isArp() ? nats.plus(addresses) : nats;
        automatic = one.holder().isRemembered() ? automatic.plus(link) : automatic;
        closed = one.holder().isClosedToInternet() ? closed.plus(link) : closed;
        Optional<List<Holder.Opening>> opened = one.holder().openings();
        doors = opened.isPresent() ? doors.plus(link) : doors;
        for (Holder.Opening opening : opened.orElse(List.of())) {
            openings = openings.plus(opening(link, opening));
        }
        inspections = one.holder() instanceof Holder.InspectionHolder ? inspections.plus(link) : inspections;
        publicAccess = publicAccess.plus(one, blocked);
        timeouts = timeouts.plus(one);
        egress = egress.plus(link + " : " + PolicyRules.verdict(one.filter(), true));
        ingress = ingress.plus(link + " : " + ingress(one));
        leaving = out.isEmpty() ? leaving : leaving.plus(link + " : " + out);
        entering = in.isEmpty() ? entering : entering.plus(link + " : " + in);
    }

    /** An interface goes, as it came. */
    void remove(InterfacePort one, String mark, String out, String in) {
        String link = VpcRules.link(one);
        String from = link + " . " + one.mac();
        List<Ip> addresses = one.addresses(table.family());
        for (Ip address : addresses) {
            sources = sources.minus(from + " . " + address + " : " + mark);
            senders = senders.minus(from + " . " + address);
        }
        for (Cidr prefix : one.prefixes(table.family())) {
            prefixes = prefixes.minus(from + " . " + prefix + " : " + mark);
        }
        unchecked = unchecked.minus(from + " : " + mark);
        askers = addresses.isEmpty() ? askers : askers.minus(from + " : " + addresses.getFirst());
        if (isLessee(one)) {
            lessees = lessees.minus(lessee(one, from));
            linkLocals = linkLocals.minus(linkLocal(one));
        }
        nats = isNat(one) && isArp() ? nats.minus(addresses) : nats;
        inspections = inspections.minus(link);
        automatic = automatic.minus(link);
        closed = closed.minus(link);
        doors = doors.minus(link);
        for (Holder.Opening opening : one.holder().openings().orElse(List.of())) {
            openings = openings.minus(opening(link, opening));
        }
        publicAccess = publicAccess.minus(one);
        timeouts = timeouts.minus(one);
        egress = egress.minus(link + " : " + PolicyRules.verdict(one.filter(), true));
        ingress = ingress.minus(link + " : " + ingress(one));
        leaving = leaving.minus(link + " : " + out);
        entering = entering.minus(link + " : " + in);
    }

    private static String opening(String link, Holder.Opening opening) {
        return link + " . " + opening.protocol() + " . " + opening.port();
    }

    /** What the verdict map says of what an interface gets. */
    private String ingress(InterfacePort one) {
        return isNat(one) ? NatRules.VERDICT : PolicyRules.verdict(one.filter(), false);
    }

    /** Whether somebody is there whom DHCP tells the address. */
    private boolean isLessee(InterfacePort one) {
        return switch (table) {
            case IPV4 ->
                one.holder() instanceof Holder.InstanceHolder
                        && !one.addresses(table.family()).isEmpty();
            case IPV6 -> VpcDesign.hasGateway(one);
        };
    }

    private String lessee(InterfacePort one, String from) {
        return from
                + switch (table) {
                    case IPV4 -> " : ";
                    case IPV6 -> " . " + LinkEnd.linkLocal(one.mac()) + " : ";
                }
                + known(one);
    }

    private String linkLocal(InterfacePort one) {
        return known(one) + " : " + LinkEnd.linkLocal(one.mac());
    }

    /** The address that stands for it: the first of its prefix where it has no other. */
    private Ip known(InterfacePort one) {
        return one.addresses(table.family()).stream()
                .findFirst()
                .orElseGet(() -> one.prefixes(table.family()).getFirst().first());
    }

    private static boolean isNat(InterfacePort one) {
        return switch (one.holder()) {
            case Holder.InstanceHolder _,
                    Holder.EndpointHolder _,
                    Holder.BalancerHolder _,
                    Holder.InspectionHolder _,
                    Holder.InspectorHolder _ -> false;
            case Holder.NatHolder _ -> true;
        };
    }

    /** An edge comes: what goes out there was judged before, and what comes in there is judged by who gets it. */
    void addEdge(String link, EdgeDesign edge) {
        automatic = isRemembered(edge) ? automatic.plus(VpcRules.quoted(link)) : automatic;
        egress = egress.plus(passed(link));
        ingress = ingress.plus(accepted(link));
        leaving = leaving.plus(AclRules.passedElement(link, true));
        entering = entering.plus(AclRules.passedElement(link, false));
    }

    /** An edge goes, as it came. */
    void removeEdge(String link) {
        automatic = automatic.minus(VpcRules.quoted(link));
        egress = egress.minus(passed(link));
        ingress = ingress.minus(accepted(link));
        leaving = leaving.minus(AclRules.passedElement(link, true));
        entering = entering.minus(AclRules.passedElement(link, false));
    }

    /** Whether all connections through it are remembered. */
    private static boolean isRemembered(EdgeDesign edge) {
        return switch (edge) {
            case EgressEdge _ -> true;
            case InternetEdge _, PeerEdge _ -> false;
        };
    }

    private static String passed(String link) {
        return VpcRules.quoted(link) + " : jump " + PolicyRules.PASSED;
    }

    private static String accepted(String link) {
        return VpcRules.quoted(link) + " : accept";
    }

    List<RulesetPart> parts() {
        List<RulesetPart> parts = new ArrayList<>(List.of(sources, unchecked, egress, ingress, automatic, lessees));
        if (!prefixes.elements().isEmpty()) {
            parts.add(prefixes);
        }
        if (isArp()) {
            parts.addAll(List.of(senders, askers));
        } else {
            parts.add(linkLocals);
            if (closes()) {
                parts.add(closed);
            }
        }
        if (hasDoors()) {
            parts.addAll(List.of(doors, openings));
        }
        parts.addAll(inspections.parts());
        parts.addAll(nats.parts());
        parts.addAll(timeouts.parts());
        if (acls.judges(true)) {
            parts.add(leaving);
        }
        if (acls.judges(false)) {
            parts.add(entering);
        }
        return parts;
    }

    /** Whether somebody is closed to the internet. */
    boolean closes() {
        return !closed.elements().isEmpty();
    }

    /** Whether somebody has ports that are open and others that are not. */
    private boolean hasDoors() {
        return !doors.elements().isEmpty();
    }

    /** What the gate refuses of what all others let pass. */
    List<String> refusals() {
        List<String> rules = new ArrayList<>(inspections.refusals());
        if (hasDoors()) {
            // Groups and ACLs were asked before; who is there would not answer either.
            String door = "oifname @" + DOORS + " ct direction original ct state != related meta l4proto ";
            rules.add(door + "!= { tcp, udp } " + Drops.at(Stage.DOOR));
            rules.add(door + "{ tcp, udp } oifname . meta l4proto . th dport != @" + OPENINGS + " "
                    + Drops.at(Stage.DOOR));
        }
        return rules;
    }

    PublicAccessRules publicAccess() {
        return publicAccess;
    }

    InspectionRules inspections() {
        return inspections;
    }

    /** How long connections are remembered, as it is now. */
    TimeoutRules timeouts() {
        return timeouts;
    }

    /** Whether addresses of the family are asked for by ARP. */
    private boolean isArp() {
        return table == PacketTable.IPV4;
    }
}
