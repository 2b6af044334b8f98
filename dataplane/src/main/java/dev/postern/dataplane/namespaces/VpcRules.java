package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.network.GroupSet;
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
 * prerouting: (interface, MAC, source) -> mark of the route table, or drop;  gateway: public address -> private one
 * forward:    ACLs -> known connection? accept -> egress policy of the sender -> ingress policy of the receiver
 * input:      guest services -> ACL -> known connection? -> egress policy of the sender -> a service's port?
 * output:     ACL (answers of services)
 * postrouting, gateway: private address -> public one, or drop
 * </pre>
 */
final class VpcRules {
    private final VpcIntent vpc;
    private final StringBuilder text = new StringBuilder();
    private final Map<GroupSet, PolicyRules.Names> policies = new TreeMap<>();
    private final AclRules acls;

    private VpcRules(VpcIntent vpc) {
        this.vpc = vpc;
        this.acls = new AclRules(vpc);
    }

    static String render(VpcIntent vpc) {
        VpcRules rules = new VpcRules(vpc);
        rules.maps();
        rules.policies();
        rules.text.append(rules.acls.chains());
        rules.verdictMaps();
        rules.prerouting();
        rules.forward();
        rules.input();
        if (vpc.internetGateway().isPresent()) {
            rules.translation();
        }
        return rules.text.toString();
    }

    private void maps() {
        List<String> checked = new ArrayList<>();
        List<String> unchecked = new ArrayList<>();
        for (InterfaceIntent plugged : vpc.interfaces().values()) {
            String mark = "0x" + Integer.toHexString(vpc.routeTableOf(plugged).number());
            if (plugged.sourceDestCheck()) {
                for (Ip address : ipv4(plugged.privateIps())) {
                    checked.add(link(plugged) + " . " + plugged.mac() + " . " + address + " : " + mark);
                }
            } else {
                unchecked.add(link(plugged) + " . " + plugged.mac() + " : " + mark);
            }
        }
        object("map sources", "type ifname . ether_addr . ipv4_addr : mark", checked);
        object("map unchecked", "type ifname . ether_addr : mark", unchecked);
        object(
                "set guest",
                "type ipv4_addr . inet_proto . inet_service",
                vpc.guestServices().stream()
                        .filter(s -> s.address().family() == Family.IPV4)
                        .map(s -> s.address() + " . " + s.protocol() + " . " + s.port())
                        .toList());
        object(
                "set services",
                "type ipv4_addr; flags interval",
                services().stream().map(Cidr::toString).toList());
    }

    private void policies() {
        PolicyRules rules = new PolicyRules();
        vpc.policies().forEach((groups, policy) -> policies.put(groups, rules.add(policy)));
        text.append(rules.chains());
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
            in.add(quoted(NamespaceName.GATEWAY_LINK) + " : accept");
        }
        object("map egress", "type ifname : verdict", out);
        object("map ingress", "type ifname : verdict", in);
    }

    private void prerouting() {
        line(1, "chain prerouting {");
        line(2, "type filter hook prerouting priority raw; policy drop;");
        line(2, "meta mark set iifname . ether saddr . ip saddr map @sources accept");
        line(2, "iifname { \"lo\", \"" + NamespaceName.GATEWAY_LINK + "\" } accept");
        line(2, "meta mark set iifname . ether saddr map @unchecked accept");
        line(1, "}");
    }

    private void forward() {
        line(1, "chain forward {");
        line(2, "type filter hook forward priority filter; policy drop;");
        acls.judge(true).ifPresent(rule -> line(2, rule));
        acls.judge(false).ifPresent(rule -> line(2, rule));
        line(2, "ct state vmap { established : accept, related : accept, invalid : drop }");
        line(2, "iifname vmap @egress");
        line(2, "oifname vmap @ingress");
        line(1, "}");
    }

    private void input() {
        line(1, "chain input {");
        line(2, "type filter hook input priority filter; policy drop;");
        line(2, "ip daddr . meta l4proto . th dport @guest accept");
        line(2, "iifname \"lo\" accept");
        line(2, "ip daddr != @services drop");
        acls.judge(true).ifPresent(rule -> line(2, rule));
        line(2, "ct state vmap { established : accept, related : accept, invalid : drop }");
        line(2, "iifname vmap @egress");
        line(2, "tcp dport { 80, 443 } accept");
        line(1, "}");
        acls.judge(false).ifPresent(rule -> {
            line(1, "chain output {");
            line(2, "type filter hook output priority filter; policy accept;");
            line(2, "ip saddr @services " + rule);
            line(1, "}");
        });
    }

    private void translation() {
        TreeMap<Ip, Ip> inward = new TreeMap<>(VpcDesign.translations(vpc));
        TreeMap<Ip, Ip> outward = new TreeMap<>();
        inward.forEach((outside, inside) -> outward.put(inside, outside));
        object("map inward", "type ipv4_addr : ipv4_addr", pairs(inward));
        object("map outward", "type ipv4_addr : ipv4_addr", pairs(outward));
        object(
                "set public",
                "type ipv4_addr",
                inward.keySet().stream().map(Ip::toString).toList());
        String gateway = quoted(NamespaceName.GATEWAY_LINK);
        line(1, "chain arriving {");
        line(2, "type nat hook prerouting priority dstnat; policy accept;");
        line(2, "iifname " + gateway + " dnat to ip daddr map @inward");
        line(1, "}");
        line(1, "chain leaving {");
        line(2, "type nat hook postrouting priority srcnat; policy accept;");
        line(2, "oifname " + gateway + " snat to ip saddr map @outward");
        line(1, "}");
        line(1, "chain edge {");
        line(2, "type filter hook postrouting priority srcnat + 10; policy accept;");
        line(2, "oifname " + gateway + " ip saddr != @public drop");
        line(1, "}");
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

    private void object(String name, String type, List<String> elements) {
        text.append(block(name, type, elements));
    }

    private void line(int depth, String line) {
        text.append("  ".repeat(depth)).append(line).append('\n');
    }

    /** A set or map with its elements, one a line. */
    static String block(String name, String type, List<String> elements) {
        StringBuilder block = new StringBuilder("  " + name + " {\n    " + type + ";\n");
        if (!elements.isEmpty()) {
            block.append("    elements = {\n      ")
                    .append(String.join(",\n      ", elements))
                    .append("\n    }\n");
        }
        return block.append("  }\n").toString();
    }

    static String link(InterfaceIntent plugged) {
        return quoted(NamespaceName.routerLink(plugged.id()));
    }

    private static String quoted(String name) {
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
