package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Elements;
import dev.postern.dataplane.namespaces.RulesetPart.Place;
import dev.postern.dataplane.namespaces.RulesetPart.Rank;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcBlockPublicAccessOptions.Mode;
import dev.postern.model.net.Cidr;
import dev.postern.model.shared.SharedMap;
import dev.postern.network.GroupSet;
import dev.postern.network.GuestService;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.SecurityPolicy;
import dev.postern.network.SubnetIntent;
import dev.postern.network.VpcIntent;
import dev.postern.network.trace.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A VPC's nftables rules for the packets of one family. A packet costs a constant number of look-ups, however many interfaces, groups and rules there are:
 * interfaces, policies, ports and addresses are all keys of maps.
 *
 * <pre>
 * requests:   (interface, MAC, source) of an ARP packet -> admitted, or drop ({@link ArpRules})
 * prerouting: (interface, MAC, source) -> mark of the route table, or drop;  edges: the mark of their own ({@link EdgeDesign});
 *             questions of DHCP -> from the address that the link has, to its gateway ({@link QuestionRules})
 *             each address of the resolver, and of a gateway's DHCP server -> the one at which it listens
 *             legs: what passes an appliance is two connections ({@link LegRules})
 * forward:    ACLs -> no route? -> known connection? accept ({@link TrackingRules}) -> egress policy of the sender -> ingress policy of the receiver
 * input:      guest services -> ACL -> known connection? -> egress policy of the sender -> a service's port?
 * output:     ACL (answers of services)
 * gates:      VPC Block Public Access ({@link PublicAccessRules}) -> marked by all of them, or drop ({@link Judgement})
 * drops:      what is refused is noted by its stage ({@link Drops})
 * counts:     where somebody has a flow log, what passes the gates and what is refused is counted ({@link FlowRules})
 * </pre>
 */
final class VpcRules {
    /**
     * How much an interface may ask the guest services together, as on AWS; more would be at the cost of everybody whom the server
     * answers.
     *
     * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html#vpc-dns-limits">DNS quotas</a>
     */
    private static final String ASKED_RATE = "1024/second burst 2048 packets";

    /** The links of those that nobody on the internet reaches, though they have addresses that are public. */
    static final String CLOSED = "closed";

    private static final String UNROUTED = "unrouted";
    /** What comes from an interface, as {@link NamespaceName#link} calls them, and not from an edge. */
    static final String INTERFACES = "iifname \"e*\" ";
    /** The same of what goes to one. */
    static final String TO_INTERFACES = "oifname \"e*\" ";

    private final PacketTable table;
    private final VpcIntent vpc;
    private final Optional<VpcRules> previous;
    private final AclRules acls;
    private final Optional<FlowRules> flows;
    private final TableNumbers numbers;
    private final SortedMap<String, EdgeDesign> edges;
    /** What is the same for all interfaces of a subnet. */
    private final SortedMap<SubnetId, Seat> seats = new TreeMap<>();

    private final TreeSet<Place> fixed = new TreeSet<>();
    private SharedMap<GroupSet, PolicyRules> policies;
    /** How many policies need a part. */
    private SharedMap<Place, Integer> uses;

    private TimeoutRules timeouts;
    /** Whether somebody is closed to the internet. */
    private boolean closes;
    /** What the gate refuses because of who is there. */
    private List<String> refusals = List.of();

    private InspectionRules inspections;
    private PublicAccessRules publicAccess;
    /** The nodes of balancers. */
    private SharedMap<NetworkInterfaceId, InterfacePort> nodes;

    private Ruleset ruleset;

    /**
     * What the rules say of an interface because of its subnet.
     *
     * @param leaving the verdict on what leaves; empty if no ACL has anything to say
     */
    private record Seat(String mark, String leaving, String entering, Optional<Mode> blocked) {}

    private VpcRules(PacketTable table, VpcIntent vpc, Optional<VpcRules> previous, Ruleset before) {
        this.table = table;
        this.vpc = vpc;
        this.previous = previous;
        this.acls = new AclRules(vpc, table);
        this.flows =
                vpc.counted() ? Optional.of(new FlowRules(table, acls, FlowRules.verdicts(vpc))) : Optional.empty();
        this.numbers = new TableNumbers(vpc);
        this.edges = EdgeDesign.of(vpc);
        this.policies = previous.map(rules -> rules.policies).orElse(SharedMap.empty());
        this.uses = previous.map(rules -> rules.uses).orElse(SharedMap.empty());
        this.ruleset = before;
        this.timeouts = previous.map(rules -> rules.timeouts).orElse(TimeoutRules.none(table));
        this.inspections = InspectionRules.in(table, before);
        this.publicAccess = PublicAccessRules.in(table, before);
        this.nodes = previous.map(rules -> rules.nodes).orElse(SharedMap.empty());
        boolean blocks = vpc.blocksPublicAccess();
        for (SubnetIntent subnet : vpc.subnets().values()) {
            seats.put(
                    subnet.id(),
                    new Seat(
                            TableNumbers.mark(numbers.of(subnet)),
                            acls.verdict(subnet.id(), true),
                            acls.verdict(subnet.id(), false),
                            blocks ? Optional.of(subnet.blocked()) : Optional.empty()));
        }
    }

    /**
     * Makes them.
     *
     * @param previous the same of the VPC as it was: what did not change is not made again
     * @param before a ruleset that has what {@code previous} made
     */
    static VpcRules of(PacketTable table, VpcIntent vpc, Optional<VpcRules> previous, Ruleset before) {
        VpcRules rules = new VpcRules(table, vpc, previous.map(VpcRules::alone), before);
        rules.sets();
        Drops.parts(table, rules.flows, vpc.blocksPublicAccess()).forEach(rules::fix);
        rules.flows.ifPresent(flows -> flows.parts().forEach(rules::fix));
        rules.fix(PolicyRules.passed(table));
        rules.fix(TrackingRules.known(table));
        rules.policies();
        rules.acls.parts().forEach(rules::fix);
        rules.interfaces();
        rules.prerouting();
        KeptClients kept = rules.keptClients();
        if (table == PacketTable.IPV4) {
            LegRules.of(vpc, rules.numbers, kept).forEach(rules::fix);
        }
        kept.parts().forEach(rules::fix);
        rules.forward();
        rules.input();
        QuestionRules.of(table, vpc).forEach(rules::fix);
        QuestionRules.lessors(table, vpc).forEach(rules::fix);
        QuestionRules.answered(table, vpc).forEach(rules::fix);
        rules.edges();
        if (table == PacketTable.IPV4) {
            rules.fix(ArpRules.requests(rules.edges.keySet()));
        }
        rules.previous.ifPresent(was -> was.fixed.stream()
                .filter(place -> !rules.fixed.contains(place))
                .forEach(place -> rules.ruleset = rules.ruleset.minus(place)));
        return rules;
    }

    /** Without what it was made from, which nobody needs any more. */
    private VpcRules alone() {
        return previous.isEmpty() ? this : new VpcRules(this);
    }

    private VpcRules(VpcRules other) {
        this.table = other.table;
        this.vpc = other.vpc;
        this.previous = Optional.empty();
        this.acls = other.acls;
        this.flows = other.flows;
        this.numbers = other.numbers;
        this.edges = other.edges;
        this.policies = other.policies;
        this.uses = other.uses;
        this.timeouts = other.timeouts;
        this.closes = other.closes;
        this.refusals = other.refusals;
        this.inspections = other.inspections;
        this.publicAccess = other.publicAccess;
        this.nodes = other.nodes;
        this.ruleset = other.ruleset;
        this.seats.putAll(other.seats);
        this.fixed.addAll(other.fixed);
    }

    /** Connections with those who stay seen through balancers. */
    KeptClients keptClients() {
        return new KeptClients(table, nodes);
    }

    /** With what was there before. */
    Ruleset ruleset() {
        return ruleset;
    }

    private void sets() {
        set(
                "guest",
                "type " + table.addressType() + " . inet_proto . inet_service",
                vpc.guests().stream()
                        .filter(s -> table.has(s.address()) && s.kind() != GuestService.Kind.DHCP_SERVER)
                        .map(s -> s.address() + " . " + s.protocol() + " . " + s.port())
                        .toList());
        set("asked", "type ifname; flags dynamic,timeout; size 65535; timeout 10s", List.of());
        set(
                "services",
                "type " + table.addressType() + "; flags interval",
                vpc.serviceBlocks(table.family()).stream().map(Cidr::toString).toList());
    }

    private void policies() {
        SharedMap<GroupSet, SecurityPolicy> then =
                previous.map(rules -> SharedMap.copyOf(rules.vpc.policies())).orElse(SharedMap.empty());
        SharedMap.compare(then, SharedMap.copyOf(vpc.policies()), (groups, _, policy) -> {
            Optional<PolicyRules> was = Optional.ofNullable(policies.get(groups));
            Optional<PolicyRules> is = Optional.ofNullable(policy).map(now -> PolicyRules.of(table, groups, now, was));
            SharedMap.compare(
                    was.map(PolicyRules::parts).orElse(SharedMap.empty()),
                    is.map(PolicyRules::parts).orElse(SharedMap.empty()),
                    this::use);
            policies = policies.with(groups, _ -> is.orElse(null));
        });
    }

    /** A policy needs another part, or one of a group's own has another content. */
    private void use(Place place, @Nullable RulesetPart before, @Nullable RulesetPart after) {
        if (before == null) {
            uses = uses.with(place, count -> count == null ? 1 : count + 1);
        } else if (after == null) {
            uses = uses.with(place, count -> count == null || count == 1 ? null : count - 1);
        }
        if (after != null) {
            ruleset = ruleset.plus(after);
        } else if (!uses.containsKey(place)) {
            ruleset = ruleset.minus(place);
        }
    }

    private void interfaces() {
        InterfaceElements elements = new InterfaceElements(table, ruleset, acls, timeouts);
        SharedMap<NetworkInterfaceId, InterfacePort> now = SharedMap.copyOf(vpc.interfaces());
        SharedMap<NetworkInterfaceId, InterfacePort> then =
                previous.map(rules -> SharedMap.copyOf(rules.vpc.interfaces())).orElse(SharedMap.empty());
        TreeMap<NetworkInterfaceId, InterfacePort> added = new TreeMap<>();
        SharedMap.compare(then, now, (id, was, is) -> {
            nodes = nodes.with(id, _ -> is != null && is.holder() instanceof Holder.BalancerHolder ? is : null);
            if (was != null) {
                remove(elements, was);
            }
            if (is != null) {
                added.put(id, is);
            }
        });
        TreeSet<SubnetId> moved = new TreeSet<>(seats.keySet());
        moved.removeIf(subnet -> previous.isEmpty()
                || !previous.get().seats.containsKey(subnet)
                || Objects.equals(previous.get().seats.get(subnet), seats.get(subnet)));
        if (!moved.isEmpty()) {
            for (InterfacePort one : now.values()) {
                if (moved.contains(one.subnet()) && !added.containsKey(one.id())) {
                    remove(elements, one);
                    added.put(one.id(), one);
                }
            }
        }
        for (InterfacePort one : added.values()) {
            Seat seat = Objects.requireNonNull(seats.get(one.subnet()));
            elements.add(one, seat.mark, seat.leaving, seat.entering, seat.blocked);
        }
        previous.ifPresent(rules -> rules.edges.keySet().forEach(elements::removeEdge));
        edges.forEach(elements::addEdge);
        elements.parts().forEach(this::fix);
        timeouts = elements.timeouts();
        closes = elements.closes();
        refusals = elements.refusals();
        inspections = elements.inspections();
        publicAccess = elements.publicAccess();
    }

    private void remove(InterfaceElements elements, InterfacePort one) {
        Seat seat = Objects.requireNonNull(previous.orElseThrow().seats.get(one.subnet()));
        elements.remove(one, seat.mark, seat.leaving, seat.entering);
    }

    private void prerouting() {
        List<String> rules = new ArrayList<>(QuestionRules.addressed(table, vpc));
        if (table == PacketTable.IPV6) {
            // Who says that he is a router, or somebody else, is refused and noted.
            rules.add("icmpv6 type { nd-router-advert, nd-neighbor-advert, nd-redirect } " + Drops.at(Stage.SPOOF));
            // Every neighbour is known: nobody is asked, and nobody answered.
            rules.add("ip6 saddr { ::, fe80::/10 } drop");
            rules.add("ip6 daddr { fe80::/10, ff00::/8 } drop");
        }
        fix(HopRules.hidden(table));
        rules.add(HopRules.hiding(table));
        rules.add("meta mark set iifname . ether saddr . " + table.source() + " map @sources accept");
        if (vpc.interfacesWithPrefixes(table.family()).anyMatch(InterfacePort::sourceDestCheck)) {
            rules.add("meta mark set iifname . ether saddr . " + table.source() + " map @prefixes accept");
        }
        edges.values().forEach(edge -> rules.addAll(edge.admission(table, numbers.mark(edge.port()))));
        rules.add("iifname \"lo\" accept");
        rules.add("meta mark set iifname . ether saddr map @unchecked accept");
        rules.add(Drops.at(Stage.SPOOF));
        chain("prerouting", "type filter hook prerouting priority raw; policy drop;", rules);
    }

    private void edges() {
        edges.forEach((link, edge) -> edge.parts(
                        table, ruleset, previous.flatMap(rules -> Optional.ofNullable(rules.edges.get(link))))
                .forEach(this::fix));
        List<String> crossings = edges.entrySet().stream()
                .flatMap(edge -> edge.getValue().flows().stream()
                        .mapToObj(mark -> quoted(edge.getKey()) + " : " + Judgement.hex(mark)))
                .toList();
        if (!crossings.isEmpty()) {
            map("crossings", "type ifname : mark", crossings);
            chain(
                    "crossing",
                    "type filter hook forward priority filter - 10; policy accept;",
                    List.of("ct mark set oifname map @crossings", "ct mark set iifname map @crossings"));
        }
    }

    private void forward() {
        // Groups have their say first, as on the way to anywhere.
        fix(new Chain(
                Rank.BRANCH, table, UNROUTED, List.of("iifname vmap @egress", nobodyHere(), Drops.at(Stage.ROUTE))));
        List<String> rules = new ArrayList<>();
        if (table == PacketTable.IPV6 && closes) {
            edges.forEach((link, edge) -> {
                if (edge instanceof GatewayEdge) {
                    rules.add("iifname " + quoted(link) + " oifname @" + CLOSED + " " + Drops.at(Stage.DOOR));
                }
            });
        }
        acls.judge(true).ifPresent(rules::add);
        acls.judge(false).ifPresent(rules::add);
        if (table == PacketTable.IPV4) {
            rules.add(Drops.nowhere(table) + "goto " + UNROUTED);
        }
        rules.addAll(TrackingRules.verdicts(inspections.strays()));
        rules.add("iifname vmap @egress");
        rules.add("oifname vmap @ingress");
        rules.add(Drops.at(Stage.SG_IN));
        chain("forward", "type filter hook forward priority filter; policy drop;", rules);
        chain("forward-gate", "type filter hook forward priority filter + 10; policy drop;", gate());
    }

    private List<String> gate() {
        List<String> rules = new ArrayList<>();
        if (vpc.blocksPublicAccess()) {
            publicAccess.parts(edges).forEach(this::fix);
            rules.addAll(publicAccess.rules(edges));
        }
        edges.values().forEach(edge -> rules.addAll(edge.refused(table)));
        rules.addAll(refusals);
        rules.add(Judgement.has(Judgement.ADMITTED | Judgement.SENDER | acls.bits(true) | acls.bits(false)) + " "
                + (flows.isPresent() ? FlowRules.accepted() : "accept"));
        rules.add("drop");
        return rules;
    }

    private void input() {
        int all = Judgement.ADMITTED | Judgement.SENDER | acls.bits(true);
        List<String> rules = new ArrayList<>();
        rules.add("iifname != \"lo\" " + guestsOnly() + "update @asked { iifname limit rate over " + ASKED_RATE
                + " } drop");
        // Guest services are beyond groups and ACLs, as on AWS.
        // Only for who is in this VPC: nobody reaches them through an edge.
        rules.add(INTERFACES + table.destination() + " . meta l4proto . th dport @guest " + Judgement.note(all)
                + " accept");
        QuestionRules.arriving(table, vpc).forEach(question -> rules.add(question + Judgement.note(all) + " accept"));
        rules.add("iifname \"lo\" accept");
        switch (table) {
            case IPV4 -> {
                rules.add(nobodyHere());
                rules.add(guestsOnly() + Drops.at(Stage.DOOR));
                acls.judge(true).ifPresent(rules::add);
                rules.addAll(TrackingRules.verdictsOnQuestions(inspections.strayQuestions()));
                rules.add("iifname vmap @egress");
                rules.add("ip daddr @services " + Judgement.has(all) + " tcp dport { 80, 443 } accept");
                rules.add(Drops.at(Stage.DOOR));
            }
            case IPV6 -> {
                // All the rest has no route, and came here for that.
                rules.add(guestsOnly() + Drops.at(Stage.DOOR));
                acls.judge(true).ifPresent(rules::add);
                rules.add("goto " + UNROUTED);
            }
        }
        chain("input", "type filter hook input priority filter; policy drop;", rules);
        chain(
                "input-gate",
                "type filter hook input priority filter + 10; policy drop;",
                FlowRules.inputGate(table, flows, Judgement.has(all)));
        if (table == PacketTable.IPV4) {
            AnswerRules.of(acls).forEach(this::fix);
        }
    }

    /** How a rule begins that looks at what is for the router itself, and not for a service behind an endpoint. */
    private String guestsOnly() {
        return table.destination()
                + switch (table) {
                    case IPV4 -> " != @services ";
                    case IPV6 -> " " + VpcDesign.GUESTS_IPV6 + " ";
                };
    }

    /** What is addressed to the VPC, and to nobody in it. */
    private String nobodyHere() {
        return table.destination() + " " + table.set(vpc.cidrs()) + " " + Drops.at(Stage.DELIVERY);
    }

    private void set(String name, String type, List<String> elements) {
        fix(Elements.of(table.table(), "set", name, type, elements));
    }

    private void map(String name, String type, List<String> elements) {
        fix(Elements.of(table.table(), "map", name, type, elements));
    }

    private void chain(String name, String hook, List<String> rules) {
        fix(Chain.base(table.table(), name, hook, rules));
    }

    /** A part that is one of this VPC's, whatever the policies. */
    private void fix(RulesetPart part) {
        ruleset = ruleset.plus(part);
        fixed.add(part.place());
    }

    static String link(InterfacePort plugged) {
        return quoted(NamespaceName.link(plugged));
    }

    static String quoted(String name) {
        return '"' + name + '"';
    }
}
