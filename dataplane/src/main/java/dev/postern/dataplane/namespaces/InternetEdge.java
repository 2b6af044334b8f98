package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Elements;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import dev.postern.model.shared.SharedMap;
import dev.postern.network.InternetPort;
import dev.postern.network.Mtu;
import dev.postern.network.trace.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The internet gateway: a link to the internet's namespace, with both of its ends, and the translation.
 *
 * <pre>
 * prerouting:   public address -> private one
 * postrouting:  private address -> public one, or drop
 * </pre>
 */
record InternetEdge(VpcId vpc, InternetPort port) implements EdgeDesign {
    /** Two ends of a link that only routers see; the same in every VPC. */
    private static final Ip INTERNET_HOP = Ip.of("169.254.0.1");

    private static final Ip ROUTER_HOP = Ip.of("169.254.0.2");
    private static final int ROUTER_SIDE = 0x0a;
    private static final int INTERNET_SIDE = 0x0e;

    /** The internet gateway of a VPC, if it has one. */
    static Optional<InternetEdge> of(Optional<VpcDesign> design) {
        return design.map(VpcDesign::vpc).flatMap(vpc -> vpc.internet().map(port -> new InternetEdge(vpc.id(), port)));
    }

    private Mac routerMac() {
        return NamespaceName.routerMac(vpc.value(), ROUTER_SIDE);
    }

    private Mac internetMac() {
        return NamespaceName.routerMac(vpc.value(), INTERNET_SIDE);
    }

    @Override
    public Veth veth() {
        return Veth.of(
                link(),
                routerMac(),
                NamespaceName.INTERNET,
                NamespaceName.internetLink(vpc),
                internetMac(),
                Mtu.INTERNET);
    }

    @Override
    public Neighbour next() {
        return new Neighbour(link(), INTERNET_HOP, internetMac());
    }

    @Override
    public KernelRoute route(int table, Cidr destination) {
        return KernelRoute.through(table, destination, INTERNET_HOP, link());
    }

    /** The router, as the internet's side has it. */
    Neighbour router() {
        return new Neighbour(veth().far().name(), ROUTER_HOP, routerMac());
    }

    /** From the internet's side to an address of the VPC. */
    KernelRoute back(Ip address) {
        return KernelRoute.through(
                        NamespaceState.MAIN_TABLE,
                        address.asCidr(),
                        ROUTER_HOP,
                        veth().far().name())
                .from(AddressPlan.INTERNET_CLIENT);
    }

    @Override
    public List<RulesetPart> parts(Ruleset before, Optional<EdgeDesign> previous) {
        SharedMap<Ip, Ip> then = previous.map(edge -> switch (edge) {
                    case InternetEdge internet -> SharedMap.copyOf(internet.port.translations());
                    case PeerEdge _ -> SharedMap.<Ip, Ip>empty();
                })
                .orElse(SharedMap.empty());
        SharedMap<Ip, Ip> now = SharedMap.copyOf(port.translations());
        Translation translation = new Translation(before);
        SharedMap.compare(then, now, (inside, was, _) -> {
            if (was != null) {
                translation.remove(inside, was);
            }
        });
        SharedMap.compare(then, now, (inside, _, is) -> {
            if (is != null) {
                translation.add(inside, is);
            }
        });
        List<RulesetPart> parts = new ArrayList<>(translation.parts());
        String link = VpcRules.quoted(link());
        parts.add(chain(
                "arriving",
                "type nat hook prerouting priority dstnat; policy accept;",
                "iifname " + link + " dnat to ip daddr map @inward"));
        parts.add(chain(
                "leaving",
                "type nat hook postrouting priority srcnat; policy accept;",
                "oifname " + link + " snat to ip saddr map @outward"));
        parts.add(chain(
                "edge",
                "type filter hook postrouting priority srcnat + 10; policy accept;",
                "oifname " + link + " ip saddr != @public " + Drops.at(Stage.SNAT)));
        return parts;
    }

    private static RulesetPart chain(String name, String hook, String rule) {
        return Chain.base(RulesetPart.IPV4, name, hook, List.of(rule));
    }

    /** The maps of addresses, while they change. */
    private static final class Translation {
        private Elements inward;
        private Elements outward;
        private Elements open;

        Translation(Ruleset before) {
            inward = before.earlier(RulesetPart.IPV4, "map", "inward", "type ipv4_addr : ipv4_addr");
            outward = before.earlier(RulesetPart.IPV4, "map", "outward", "type ipv4_addr : ipv4_addr");
            open = before.earlier(RulesetPart.IPV4, "set", "public", "type ipv4_addr");
        }

        void add(Ip inside, Ip outside) {
            inward = inward.plus(outside + " : " + inside);
            outward = outward.plus(inside + " : " + outside);
            open = open.plus(outside.toString());
        }

        void remove(Ip inside, Ip outside) {
            inward = inward.minus(outside + " : " + inside);
            outward = outward.minus(inside + " : " + outside);
            open = open.minus(outside.toString());
        }

        List<RulesetPart> parts() {
            return List.of(inward, outward, open);
        }
    }
}
