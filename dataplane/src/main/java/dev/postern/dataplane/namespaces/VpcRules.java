package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import dev.postern.network.GroupSet;
import dev.postern.network.GuestService;
import dev.postern.network.InterfaceIntent;
import dev.postern.network.RouteTarget;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A VPC's nftables rules. A packet costs a constant number of look-ups, however many interfaces, groups and rules there are:
 * interfaces, policies, ports and addresses are all keys of maps.
 *
 * <pre>
 * requests:   (interface, MAC, source) of an ARP packet -> admitted, or drop ({@link ArpRules})
 * prerouting: (interface, MAC, source) -> mark of the route table, or drop;  gateway: public address -> private one;
 *             each address of the resolver -> the one at which it listens
 * forward:    ACLs -> known connection? accept -> egress policy of the sender -> ingress policy of the receiver
 * input:      guest services -> ACL -> known connection? -> egress policy of the sender -> a service's port?
 * output:     ACL (answers of services)
 * gates:      marked by all of them, or drop ({@link Judgement})
 * postrouting, gateway: private address -> public one, or drop
 * </pre>
 */
final class VpcRules {
    /** What was allowed once may go on; what belongs nowhere may not. */
    static final List<String> KNOWN = List.of(
            "ct state established,related " + Judgement.note(Judgement.SENDER) + " accept", "ct state invalid drop");

    /**
     * How much an interface may ask the guest services together, as on AWS; more would be at the cost of everybody whom the server
     * answers.
     *
     * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html#vpc-dns-limits">DNS quotas</a>
     */
    private static final String ASKED_RATE = "1024/second burst 2048 packets";

    private final VpcIntent vpc;
    private final List<RulesetPart> parts = new ArrayList<>();
    private final Map<GroupSet, PolicyRules.Names> policies = new TreeMap<>();
    private final AclRules acls;

    private VpcRules(VpcIntent vpc) {
        this.vpc = vpc;
        this.acls = new AclRules(vpc);
    }

    static Ruleset of(VpcIntent vpc) {
        VpcRules rules = new VpcRules(vpc);
        rules.maps();
        rules.policies();
        rules.parts.addAll(rules.acls.parts());
        rules.verdictMaps();
        rules.prerouting();
        rules.forward();
        rules.input();
        rules.resolver();
        if (vpc.internetGateway().isPresent()) {
            rules.translation();
        }
        rules.parts.addAll(ArpRules.of(vpc));
        return Ruleset.of(rules.parts);
    }

    private void maps() {
        List<String> checked = new ArrayList<>();
        List<String> unchecked = new ArrayList<>();
        for (InterfaceIntent plugged : vpc.interfaces().values()) {
            String mark =
                    Judgement.hex(Judgement.ADMITTED | vpc.routeTableOf(plugged).number());
            if (plugged.sourceDestCheck()) {
                for (Ip address : ipv4(plugged.privateIps())) {
                    checked.add(link(plugged) + " . " + plugged.mac() + " . " + address + " : " + mark);
                }
            } else {
                unchecked.add(link(plugged) + " . " + plugged.mac() + " : " + mark);
            }
        }
        map("sources", "type ifname . ether_addr . ipv4_addr : mark", checked);
        map("unchecked", "type ifname . ether_addr : mark", unchecked);
        set(
                "guest",
                "type ipv4_addr . inet_proto . inet_service",
                vpc.guestServices().stream()
                        .filter(s -> s.address().family() == Family.IPV4)
                        .map(s -> s.address() + " . " + s.protocol() + " . " + s.port())
                        .toList());
        set("asked", "type ifname; flags dynamic,timeout; size 65535; timeout 10s", List.of());
        set(
                "services",
                "type ipv4_addr; flags interval",
                services().stream().map(Cidr::toString).toList());
    }

    private void policies() {
        PolicyRules rules = new PolicyRules();
        vpc.policies().forEach((groups, policy) -> policies.put(groups, rules.add(policy)));
        parts.addAll(rules.parts());
    }

    private void verdictMaps() {
        List<String> out = new ArrayList<>();
        List<String> in = new ArrayList<>();
        for (InterfaceIntent plugged : vpc.interfaces().values()) {
            PolicyRules.Names names = policies.get(plugged.groups());
            if (names == null) {
                throw new IllegalArgumentException("no policy for " + plugged.groups());
            }
            out.add(link(plugged) + " : " + names.egress());
            in.add(link(plugged) + " : " + names.ingress());
        }
        if (vpc.internetGateway().isPresent()) {
            out.add(quoted(NamespaceName.GATEWAY_LINK) + " : jump " + PolicyRules.PASSED);
            in.add(quoted(NamespaceName.GATEWAY_LINK) + " : accept");
        }
        map("egress", "type ifname : verdict", out);
        map("ingress", "type ifname : verdict", in);
    }

    private void prerouting() {
        chain(
                "prerouting",
                "type filter hook prerouting priority raw; policy drop;",
                List.of(
                        "meta mark set iifname . ether saddr . ip saddr map @sources accept",
                        "iifname " + quoted(NamespaceName.GATEWAY_LINK) + " meta mark set "
                                + Judgement.hex(Judgement.ADMITTED) + " accept",
                        "iifname \"lo\" accept",
                        "meta mark set iifname . ether saddr map @unchecked accept",
                        "drop"));
    }

    private void forward() {
        List<String> rules = new ArrayList<>();
        acls.judge(true).ifPresent(rules::add);
        acls.judge(false).ifPresent(rules::add);
        rules.addAll(KNOWN);
        rules.add("iifname vmap @egress");
        rules.add("oifname vmap @ingress");
        rules.add("drop");
        chain("forward", "type filter hook forward priority filter; policy drop;", rules);
        chain(
                "forward-gate",
                "type filter hook forward priority filter + 10; policy drop;",
                List.of(
                        Judgement.has(Judgement.ADMITTED | Judgement.SENDER | acls.bits(true) | acls.bits(false))
                                + " accept",
                        "drop"));
    }

    private void input() {
        int all = Judgement.ADMITTED | Judgement.SENDER | acls.bits(true);
        List<String> rules = new ArrayList<>();
        rules.add("iifname != \"lo\" ip daddr != @services update @asked { iifname limit rate over " + ASKED_RATE
                + " } drop");
        // Guest services are beyond groups and ACLs, as on AWS.
        rules.add("ip daddr . meta l4proto . th dport @guest " + Judgement.note(all) + " accept");
        if (hasResolver()) {
            rules.add("ip daddr " + GuestService.LINK_LOCAL_RESOLVER + " tcp dport " + GuestService.STREAMS_PORT
                    + " ct status dnat " + Judgement.note(all) + " accept");
        }
        rules.add("iifname \"lo\" accept");
        rules.add("ip daddr != @services drop");
        acls.judge(true).ifPresent(rules::add);
        rules.addAll(KNOWN);
        rules.add("iifname vmap @egress");
        rules.add("ip daddr @services " + Judgement.has(all) + " tcp dport { 80, 443 } accept");
        rules.add("drop");
        chain("input", "type filter hook input priority filter; policy drop;", rules);
        chain(
                "input-gate",
                "type filter hook input priority filter + 10; policy drop;",
                List.of("iifname \"lo\" accept", Judgement.has(all) + " accept", "drop"));
        acls.judge(false).ifPresent(this::output);
    }

    /** The ACL judges the answers of services on their way out, and once more behind that. */
    private void output(String judge) {
        List<String> rules = List.of(
                "ip saddr @services " + judge, "ip saddr @services " + Judgement.lacks(acls.bits(false)) + " drop");
        chain("output", "type filter hook output priority filter; policy accept;", rules);
        chain("output-gate", "type filter hook postrouting priority filter; policy accept;", rules);
    }

    private boolean hasResolver() {
        return vpc.guestServices().stream().anyMatch(service -> service.kind() == GuestService.Kind.RESOLVER);
    }

    /**
     * A VPC has few sockets, as there are many VPCs: the resolver has one for datagrams at one of its addresses, and for streams
     * shares the one of the web. The kernel gives the answers the address that was asked.
     */
    private void resolver() {
        if (!hasResolver()) {
            return;
        }
        TreeMap<String, String> doors = new TreeMap<>();
        for (GuestService asked : vpc.guestServices()) {
            if (asked.kind() == GuestService.Kind.RESOLVER && asked.address().family() == Family.IPV4) {
                int port = asked.protocol().equals(Protocol.TCP) ? GuestService.STREAMS_PORT : asked.port();
                String from = asked.address() + " . " + asked.protocol() + " . " + asked.port();
                String to = GuestService.LINK_LOCAL_RESOLVER + " . " + asked.protocol() + " . " + port;
                if (!from.equals(to)) {
                    doors.put(from, GuestService.LINK_LOCAL_RESOLVER + " . " + port);
                }
            }
        }
        map(
                "resolver",
                "type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service",
                doors.entrySet().stream()
                        .map(door -> door.getKey() + " : " + door.getValue())
                        .toList());
        chain(
                "asking",
                "type nat hook prerouting priority dstnat; policy accept;",
                List.of("dnat ip to ip daddr . meta l4proto . th dport map @resolver"));
    }

    private void translation() {
        TreeMap<Ip, Ip> inward = new TreeMap<>(VpcDesign.translations(vpc));
        TreeMap<Ip, Ip> outward = new TreeMap<>();
        inward.forEach((outside, inside) -> outward.put(inside, outside));
        map("inward", "type ipv4_addr : ipv4_addr", pairs(inward));
        map("outward", "type ipv4_addr : ipv4_addr", pairs(outward));
        set(
                "public",
                "type ipv4_addr",
                inward.keySet().stream().map(Ip::toString).toList());
        String gateway = quoted(NamespaceName.GATEWAY_LINK);
        chain(
                "arriving",
                "type nat hook prerouting priority dstnat; policy accept;",
                List.of("iifname " + gateway + " dnat to ip daddr map @inward"));
        chain(
                "leaving",
                "type nat hook postrouting priority srcnat; policy accept;",
                List.of("oifname " + gateway + " snat to ip saddr map @outward"));
        chain(
                "edge",
                "type filter hook postrouting priority srcnat + 10; policy accept;",
                List.of("oifname " + gateway + " ip saddr != @public drop"));
    }

    private Collection<Cidr> services() {
        TreeSet<Cidr> blocks = new TreeSet<>();
        vpc.routeTables()
                .values()
                .forEach(table -> table.routes().forEach((destination, target) -> {
                    if (target instanceof RouteTarget.ToEndpoint && destination.family() == Family.IPV4) {
                        blocks.add(destination);
                    }
                }));
        return blocks;
    }

    private void set(String name, String type, List<String> elements) {
        parts.add(new RulesetPart.Elements("set", name, type, elements));
    }

    private void map(String name, String type, List<String> elements) {
        parts.add(new RulesetPart.Elements("map", name, type, elements));
    }

    private void chain(String name, String hook, List<String> rules) {
        parts.add(new RulesetPart.Chain(name, hook, rules));
    }

    static String link(InterfaceIntent plugged) {
        return quoted(NamespaceName.routerLink(plugged.id()));
    }

    static String quoted(String name) {
        return '"' + name + '"';
    }

    private static List<String> pairs(Map<Ip, Ip> map) {
        return map.entrySet().stream()
                .map(pair -> pair.getKey() + " : " + pair.getValue())
                .toList();
    }

    private static List<Ip> ipv4(List<Ip> addresses) {
        return addresses.stream().filter(a -> a.family() == Family.IPV4).toList();
    }
}
